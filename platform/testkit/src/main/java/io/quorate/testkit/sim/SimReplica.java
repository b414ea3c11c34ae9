package io.quorate.testkit.sim;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.LogEntry;
import io.quorate.model.EnsembleView;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.Zxid;
import io.quorate.testkit.sim.invariant.Violation;
import io.quorate.wire.MalformedRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The model of a replica: log, tree, staged snapshots, calls of local clients. Checks every action
 * against the contract of the consensus core.
 */
final class SimReplica {

    private final Simulation world;
    private final SimMachine machine;
    private final SimServer server;
    private final SimLog log;
    private final Map<Long, Staging> stagings = new HashMap<>();
    private final Map<Long, View> views = new HashMap<>();
    private final SimCalls calls;
    private ModelTree tree;
    private HardState hardState;
    private Membership committed;
    private Membership proposed;
    private long ticket;
    private long nextZxid;
    private Role role = Role.LOOKING;
    private Phase phase = Phase.IDLE;

    /** A snapshot that arrives, and the entries behind it. */
    private static final class Staging {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final List<LogEntry> entries = new ArrayList<>();
    }

    /** A snapshot that is read. */
    private static final class View {
        final byte[] bytes;
        int position;

        View(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    SimReplica(Simulation world, SimMachine machine, SimServer server) {
        this.world = world;
        this.machine = machine;
        this.server = server;
        DiskImage disk = machine.journal().image();
        log = new SimLog(disk.log(), disk.checkpoint().zxid());
        tree = disk.checkpoint().copy();
        log.between(tree.zxid(), disk.commitPoint())
                .forEach(entry -> tree.apply(entry.zxid(), entry.txn()));
        if (disk.commitPoint() > tree.zxid()) {
            tree.enterEpoch(disk.commitPoint());
        }
        hardState = disk.hardState();
        committed = disk.committed();
        proposed = disk.proposedBeside(tree);
        calls = new SimCalls(server, world.invariants());
    }

    ModelTree tree() {
        return tree;
    }

    SimCalls calls() {
        return calls;
    }

    Membership committed() {
        return committed;
    }

    Membership proposed() {
        return proposed;
    }

    long lastZxid() {
        return Math.max(log.lastZxid(), tree.zxid());
    }

    private void take(long given) {
        if (given != ticket + 1) {
            throw new Violation(
                    "TicketsRiseByOne",
                    "server %s: ticket %d after %d",
                    server.id(),
                    given,
                    ticket);
        }
        ticket = given;
    }

    void append(ConsensusAction.Append append) {
        take(append.ticket());
        LogEntry entry = append.entry();
        if (entry.zxid() <= log.lastZxid() || Zxid.counter(entry.zxid()) == 0) {
            throw new Violation(
                    "LogRises",
                    "server %s appends %x behind %x",
                    server.id(),
                    entry.zxid(),
                    log.lastZxid());
        }
        log.append(entry);
        long applied = tree.zxid();
        boolean logged =
                phase == Phase.SERVING
                        || role == Role.LEADING
                        || !world.isPlanted(Planted.SYNC_IS_NOT_LOGGED);
        machine.journal()
                .write(
                        ticket,
                        true,
                        image -> {
                            if (logged) {
                                image.append(entry, applied);
                            }
                        },
                        () -> server.persisted(append.ticket()));
    }

    void write(ConsensusAction.WriteHardState write) {
        take(write.ticket());
        HardState wanted = write.hardState();
        HardState before = hardState;
        Role writer = role;
        world.invariants().writes(server.id(), writer, before, wanted);
        hardState = wanted;
        machine.journal()
                .write(
                        ticket,
                        false,
                        image -> image.write(wanted),
                        () -> {
                            world.invariants().hasWritten(server.id(), writer, before, wanted);
                            server.persisted(write.ticket());
                        });
    }

    void store(ConsensusAction.StoreMembership store) {
        take(store.ticket());
        boolean isCommitted = store.stage() == ConsensusAction.Stage.COMMITTED;
        if (isCommitted) {
            committed = store.membership();
        } else {
            proposed = store.membership();
        }
        proposed = proposed == null || proposed.version() <= committed.version() ? null : proposed;
        machine.journal()
                .write(
                        ticket,
                        false,
                        image -> image.store(store.membership(), isCommitted),
                        () -> server.persisted(store.ticket()));
    }

    void truncate(ConsensusAction.Truncate truncate) {
        take(truncate.ticket());
        long after = truncate.after();
        world.judge().cuts(server, after, lastZxid(), log.above(after));
        boolean ok = after >= tree.zxid();
        List<LogEntry> late = log.above(after);
        if (ok) {
            log.truncate(after);
        }
        ConsensusEvent answer =
                new ConsensusEvent.HistoryReset(truncate.ticket(), lastZxid(), tree.zxid(), ok);
        machine.journal()
                .write(
                        ticket,
                        false,
                        image -> {
                            if (ok) {
                                image.truncate(after);
                                if (world.isPlanted(Planted.WRITES_OF_AN_EARLIER_TERM)) {
                                    late.forEach(entry -> image.append(entry, 0));
                                }
                            }
                        },
                        () -> {
                            server.persisted(truncate.ticket());
                            server.tell(answer);
                        });
    }

    void stage(ConsensusAction.StageSnapshot stage) {
        Staging staging = stagings.computeIfAbsent(stage.transfer(), any -> new Staging());
        if (stage.offset() != staging.bytes.size()) {
            throw new Violation(
                    "ChunksAreGapless",
                    "server %s: offset %d after %d bytes",
                    server.id(),
                    stage.offset(),
                    staging.bytes.size());
        }
        staging.bytes.writeBytes(stage.bytes());
        if (stage.last()) {
            later(
                    () -> {
                        if (stagings.get(stage.transfer()) == staging) {
                            server.tell(
                                    new ConsensusEvent.SnapshotStaged(
                                            stage.transfer(), read(staging) != null));
                        }
                    });
        }
    }

    private static ModelTree read(Staging staging) {
        try {
            return ModelTree.read(staging.bytes.toByteArray());
        } catch (MalformedRecord e) {
            return null;
        }
    }

    void stage(ConsensusAction.StageEntry stage) {
        stagings.computeIfAbsent(stage.transfer(), any -> new Staging()).entries.add(stage.entry());
    }

    void install(ConsensusAction.InstallSnapshot install) {
        take(install.ticket());
        Staging staging = stagings.remove(install.transfer());
        ModelTree received = staging == null ? null : read(staging);
        if (received == null) {
            throw new Violation(
                    "InstalledIsStaged",
                    "server %s installs a snapshot that was not staged",
                    server.id());
        }
        List<LogEntry> entries = new ArrayList<>(staging.entries);
        entries.removeIf(entry -> entry.zxid() <= received.zxid());
        long reaches = entries.isEmpty() ? install.zxid() : entries.getLast().zxid();
        world.judge()
                .installs(
                        server,
                        install.zxid(),
                        received,
                        install.keepTail() ? List.of() : log.above(reaches));
        if (install.keepTail()) {
            long last = entries.isEmpty() ? install.zxid() : entries.getLast().zxid();
            entries.addAll(log.above(last));
        }
        if (received.zxid() < install.zxid()) {
            received.enterEpoch(install.zxid());
        }
        log.replace(entries, received.zxid());
        tree = received.copy();
        hardState = install.hardState();
        calls.lost();
        ConsensusEvent answer =
                new ConsensusEvent.HistoryReset(install.ticket(), lastZxid(), tree.zxid(), true);
        machine.journal()
                .write(
                        ticket,
                        false,
                        image -> image.install(received.copy(), entries, install.hardState()),
                        () -> {
                            server.persisted(install.ticket());
                            server.tell(answer);
                        });
    }

    void read(ConsensusAction.ReadLog read) {
        int most = Math.min(read.bytesMax(), logBytes());
        later(() -> server.tell(log.read(read.read(), read.from(), most)));
    }

    /** One read of three comes in small pieces, so that a core sees where they end. */
    private int logBytes() {
        boolean small = world.has(SimPlan.Trait.STEADY) || world.random().nextInt(3) == 0;
        return small ? machine.pieceBytes(500) : Integer.MAX_VALUE;
    }

    void read(ConsensusAction.ReadSnapshot read) {
        View view = views.computeIfAbsent(read.transfer(), any -> new View(tree.snapshot()));
        later(
                () -> {
                    if (views.get(read.transfer()) == view) {
                        int most = Math.min(read.bytesMax(), machine.pieceBytes(100));
                        int end = Math.min(view.bytes.length, view.position + most);
                        byte[] chunk = Arrays.copyOfRange(view.bytes, view.position, end);
                        view.position = end;
                        boolean last = end == view.bytes.length;
                        if (last) {
                            views.remove(read.transfer());
                        }
                        server.tell(new ConsensusEvent.SnapshotRead(read.transfer(), chunk, last));
                    }
                });
    }

    void cancel(long id) {
        stagings.remove(id);
        views.remove(id);
        log.forget(id);
    }

    private void later(Runnable task) {
        world.agenda()
                .in(
                        world.has(SimPlan.Trait.STEADY)
                                ? 1_000L
                                : (1 + world.random().nextLong(1_000)) * 1_000L,
                        () -> {
                            if (server.isAlive()) {
                                task.run();
                            }
                        });
    }

    void commit(long upTo) {
        if (upTo <= tree.zxid()) {
            throw new Violation(
                    "CommitsRise", "server %s commits %x after %x", server.id(), upTo, tree.zxid());
        }
        for (LogEntry entry : log.between(tree.zxid(), upTo)) {
            ModelTree.Applied applied = tree.apply(entry.zxid(), entry.txn());
            if (world.judge().applies(server, entry, tree.digest(), tree.count())) {
                world.judge()
                        .carriesOut(
                                applied.header().sessionId(),
                                applied.header().cxid(),
                                entry.zxid());
            }
            calls.applied(applied);
        }
        if (Zxid.counter(upTo) == 0) {
            tree.enterEpoch(upTo);
        } else if (tree.zxid() != upTo) {
            throw new Violation(
                    "CommittedIsLogged",
                    "server %s commits %x, but its log ends at %x",
                    server.id(),
                    upTo,
                    log.lastZxid());
        }
    }

    /** A checkpoint of what is applied; the log before it goes, save for some entries. */
    void checkpoint(int entriesKept) {
        ModelTree copy = tree.copy();
        if (world.isPlanted(Planted.CHECKPOINT_OF_THE_UNCOMMITTED)) {
            log.above(copy.zxid()).forEach(entry -> copy.apply(entry.zxid(), entry.txn()));
        }
        machine.journal()
                .write(
                        0,
                        false,
                        image -> image.checkpoint(copy, entriesKept),
                        () -> log.purge(copy.zxid(), entriesKept));
    }

    void roleChanged(ConsensusAction.RoleChanged changed) {
        role = changed.role();
        phase = changed.phase();
        nextZxid = changed.nextZxid();
        if (phase != Phase.SERVING) {
            calls.lost();
        }
    }

    void called(ConsensusAction.Called called, boolean leading) {
        if (!leading) {
            throw new Violation("OnlyLeadersAreCalled", "server %s: %s", server.id(), called);
        }
        switch (called.call()) {
            case LeaderCall.Submit submit -> {
                Membership next = wanted(submit, called.view());
                byte[] body = submit.body();
                if (submit.opcode() == OpCode.DELETE_CONTAINER) {
                    // A leader's own, which is refused: a swap that nothing fits.
                    body = new ModelTree.Change("refused", true, Long.MIN_VALUE, 0).body();
                }
                if (submit.opcode() == OpCode.RECONFIG) {
                    body =
                            next == null
                                    ? new ModelTree.Change("refused", false, 0, nextZxid).body()
                                    : ModelTree.reconfigBody(next);
                }
                byte[] txn =
                        ModelTree.txn(
                                submit.sessionId(),
                                submit.cxid(),
                                nextZxid,
                                world.agenda().nowNanos() / SimNetwork.MILLI,
                                next == null ? OpCode.SET_DATA : OpCode.RECONFIG,
                                body);
                server.propose(new ConsensusEvent.Propose(nextZxid++, txn, next));
            }
            case LeaderCall.Revalidate revalidate ->
                    server.bornOf(
                            new ConsensusEvent.Answer(
                                    called.caller(), new LeaderAnswer.SessionValid(true)));
            case LeaderCall.Sync sync ->
                    throw new Violation(
                            "SyncsAreTheCores", "server %s: a Sync was passed on", server.id());
        }
    }

    /** The configuration asked for, if it may be proposed now; else null. */
    private Membership wanted(LeaderCall.Submit submit, EnsembleView view) {
        if (submit.opcode() != OpCode.RECONFIG) {
            return null;
        }
        Membership wanted = MembershipText.parse(new String(submit.body(), StandardCharsets.UTF_8));
        boolean allowed = view.proposed() == null && wanted.quorums().isQuorum(view.synced());
        return allowed ? wanted.withVersion(nextZxid) : null;
    }

    void answered(ConsensusAction.Answered answered) {
        calls.answered(answered.callId(), answered.answer());
    }

    void callsLost() {
        calls.lost();
        calls.forget();
    }
}
