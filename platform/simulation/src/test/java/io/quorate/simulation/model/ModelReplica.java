package io.quorate.simulation.model;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.HardState;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.LogEntry;
import io.quorate.model.OpCode;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.testkit.sim.invariant.Violation;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * In the place of a replica: log, tree, snapshots that come and go, calls without an answer. What
 * is read of the storage is answered by an event of its own.
 */
final class ModelReplica {

    /** A snapshot that arrives, and the entries behind it. */
    private static final class Staging {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final ArrayList<LogEntry> entries = new ArrayList<>();
    }

    /** What of the storage's work is to be answered. */
    private sealed interface Reading {
        long name();
    }

    private record OfLog(long name, long from) implements Reading {}

    private record OfTree(long name, byte[] snapshot) implements Reading {}

    private record Staged(long name) implements Reading {}

    private final ModelDisk disk;
    private final ModelLog log;
    private final ArrayDeque<Reading> readings = new ArrayDeque<>();
    private final TreeMap<Long, Staging> stagings = new TreeMap<>();

    /** Numbers of the writes and syncs asked for here, by their call. */
    private final ModelCalls calls = new ModelCalls();

    private AppliedTree tree;
    private HardState hardState;
    private ConsensusAction.RoleChanged stands =
            new ConsensusAction.RoleChanged(Role.LOOKING, Phase.IDLE, null, 0, 0);
    private long nextZxid;

    ModelReplica(ModelDisk disk) {
        this.disk = disk;
        log = new ModelLog(disk.log(), disk.checkpoint().zxid());
        tree = disk.checkpoint().copy();
        log.between(tree.zxid(), disk.commitMark()).forEach(tree::apply);
        tree.enterEpoch(disk.commitMark());
        hardState = disk.hardState();
    }

    AppliedTree tree() {
        return tree;
    }

    ModelCalls calls() {
        return calls;
    }

    ConsensusAction.RoleChanged stands() {
        return stands;
    }

    boolean isLeading() {
        return stands.role() == Role.LEADING && isServing();
    }

    boolean isServing() {
        return stands.phase() == Phase.SERVING;
    }

    boolean isRead() {
        return !readings.isEmpty();
    }

    long lastZxid() {
        return Math.max(log.lastZxid(), tree.zxid());
    }

    ConsensusEvent.Start start(ServerId self, long seed, Setting setting) {
        return new ConsensusEvent.Start(
                self,
                disk.hardState(),
                lastZxid(),
                disk.commitMark(),
                tree.zxid(),
                setting.membership(),
                null,
                true,
                seed);
    }

    void append(ConsensusAction.Append append) {
        log.append(append.entry());
        disk.ask(new ModelDisk.Append(append.ticket(), append.entry(), tree.zxid()));
    }

    void write(ConsensusAction.WriteHardState write, Step step) {
        step.add(new Effect.Writes(stands.role(), hardState, write.hardState()));
        disk.ask(
                new ModelDisk.HardStateWrite(
                        write.ticket(), stands.role(), hardState, write.hardState()));
        hardState = write.hardState();
    }

    void store(ConsensusAction.StoreMembership store) {
        disk.ask(new ModelDisk.MembershipWrite(store.ticket()));
    }

    void cut(ConsensusAction.Truncate cut, Step step) {
        step.add(new Effect.Cuts(cut.after(), lastZxid(), log.above(cut.after())));
        boolean ok = cut.after() >= tree.zxid();
        if (ok) {
            log.cut(cut.after());
        }
        disk.ask(
                new ModelDisk.Cut(
                        cut.ticket(),
                        cut.after(),
                        new ConsensusEvent.HistoryReset(
                                cut.ticket(), lastZxid(), tree.zxid(), ok)));
    }

    void stage(ConsensusAction.StageSnapshot stage) {
        stagings.computeIfAbsent(stage.transfer(), any -> new Staging())
                .bytes
                .writeBytes(stage.bytes());
        if (stage.last()) {
            readings.add(new Staged(stage.transfer()));
        }
    }

    void stage(ConsensusAction.StageEntry stage) {
        stagings.computeIfAbsent(stage.transfer(), any -> new Staging()).entries.add(stage.entry());
    }

    void install(ConsensusAction.InstallSnapshot install, Step step) {
        Staging staging = stagings.remove(install.transfer());
        if (staging == null) {
            throw new Violation("InstalledIsStaged", "a snapshot that was not staged is installed");
        }
        AppliedTree received = AppliedTree.read(staging.bytes.toByteArray());
        List<LogEntry> entries = new ArrayList<>(staging.entries);
        entries.removeIf(entry -> entry.zxid() <= received.zxid());
        long reaches = entries.isEmpty() ? install.zxid() : entries.getLast().zxid();
        step.add(
                new Effect.Installs(
                        install.zxid(),
                        received.zxid(),
                        received.digest(),
                        install.keepTail() ? List.of() : log.above(reaches)));
        if (install.keepTail()) {
            entries.addAll(log.above(reaches));
        }
        received.enterEpoch(install.zxid());
        log.replace(entries, received.zxid());
        tree = received;
        hardState = install.hardState();
        calls.lost(step);
        disk.ask(
                new ModelDisk.Install(
                        install.ticket(),
                        received.copy(),
                        entries,
                        install.hardState(),
                        new ConsensusEvent.HistoryReset(
                                install.ticket(), lastZxid(), tree.zxid(), true)));
    }

    void read(ConsensusAction.ReadLog read) {
        readings.add(new OfLog(read.read(), read.from()));
    }

    void read(ConsensusAction.ReadSnapshot read) {
        readings.add(new OfTree(read.transfer(), tree.snapshot()));
    }

    void cancel(long name) {
        stagings.remove(name);
        readings.removeIf(reading -> reading.name() == name);
    }

    /** The storage answers what was asked first. */
    ConsensusEvent answerRead() {
        return switch (readings.poll()) {
            case OfLog read -> log.read(read.name(), read.from());
            case OfTree read -> new ConsensusEvent.SnapshotRead(read.name(), read.snapshot(), true);
            case Staged staged -> new ConsensusEvent.SnapshotStaged(staged.name(), true);
            case null -> throw new IllegalStateException("nothing is read");
        };
    }

    void commit(long upTo, Step step) {
        if (upTo <= tree.zxid()) {
            throw new Violation("CommitsRise", "commits %x after %x", upTo, tree.zxid());
        }
        for (LogEntry entry : log.between(tree.zxid(), upTo)) {
            tree.apply(entry);
            step.add(new Effect.Applies(entry, tree.count(), tree.digest()));
            calls.applied(entry, step);
        }
        if (Zxid.counter(upTo) == 0) {
            tree.enterEpoch(upTo);
        } else if (tree.zxid() != upTo) {
            throw new Violation(
                    "CommittedIsLogged", "commits %x, but its log ends at %x", upTo, lastZxid());
        }
    }

    void roleChanged(ConsensusAction.RoleChanged changed, Step step) {
        stands = changed;
        nextZxid = changed.nextZxid();
        if (!isServing()) {
            calls.lost(step);
        }
        if (isLeading()) {
            step.add(new Effect.Leads(changed.epoch(), tree.zxid(), tree.count(), tree.digest()));
        }
    }

    /** What becomes of a call: it is proposed under the next number. */
    ConsensusEvent.Propose called(ConsensusAction.Called called) {
        if (!isLeading()) {
            throw new Violation("OnlyLeadersAreCalled", "%s", called);
        }
        byte[] txn =
                called.call() instanceof LeaderCall.Submit submit
                                && submit.opcode() == OpCode.SET_DATA
                        ? submit.body()
                        : Txns.of(0);
        return new ConsensusEvent.Propose(nextZxid++, txn, null);
    }
}
