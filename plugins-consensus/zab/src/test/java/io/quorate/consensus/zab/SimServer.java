package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.Touches;
import io.quorate.consensus.zab.state.Rules;
import io.quorate.consensus.zab.state.ZabSettings;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.model.Zxid;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A core with the driver it needs: executes its actions in order, keeps log and tree, checks the
 * rules of the SPI.
 */
final class SimServer {

    private static final byte[] NOTHING = "nothing".getBytes(StandardCharsets.UTF_8);

    final ServerId id;
    final SimDiskModel disk = new SimDiskModel();
    final List<SimDiskModel.Applied> tree = new ArrayList<>();
    private final World world;
    private final EnsembleSettings settings;
    private final ZabSettings own;
    private final TreeMap<Long, byte[]> log = new TreeMap<>();
    private final ArrayDeque<ConsensusEvent> born = new ArrayDeque<>();
    private final Map<Long, SimDiskModel.Staged> stagings = new HashMap<>();
    private final Map<Long, Long> reads = new HashMap<>();
    private final Map<Long, ByteBuffer> views = new HashMap<>();
    private final Map<Long, Integer> syncs = new HashMap<>();

    /** Writes and syncs passed on to a leader, as a ZooKeeper learner keeps them: one queue. */
    private final ArrayDeque<Long> asked = new ArrayDeque<>();

    private ZabCore core;
    final Set<String> listening = new HashSet<>();
    long durable;
    long life;
    long applied;
    long nextZxid;
    Role role = Role.LOOKING;
    Phase phase = Phase.IDLE;
    ServerId leader;
    long epoch;
    Vote vote;
    private long ticket;
    private long callId;
    private boolean persisting;
    int syncsAnswered;
    String halted;
    private Membership reconfig;
    Membership committed;
    Membership proposed;

    SimServer(
            World world,
            ServerId id,
            EnsembleSettings settings,
            ZabSettings own,
            Membership membership) {
        this.world = world;
        this.id = id;
        this.settings = settings;
        this.own = own;
        disk.committedMembership = membership;
    }

    boolean running() {
        return core != null;
    }

    boolean serving() {
        return running() && phase == Phase.SERVING;
    }

    void start(Rules rules) {
        life++;
        core = new ZabCore(settings, own, rules);
        ticket = 0;
        durable = 0;
        log.clear();
        log.putAll(disk.log);
        tree.clear();
        tree.addAll(disk.recovered());
        applied = Math.max(disk.imageZxid, Math.min(disk.commitPoint, disk.lastZxid()));
        committed = disk.committedMembership;
        proposed = disk.proposedMembership;
        step(
                new ConsensusEvent.Start(
                        id,
                        disk.hard,
                        disk.lastZxid(),
                        applied,
                        applied,
                        disk.committedMembership,
                        disk.proposedMembership,
                        !disk.damaged,
                        world.random.nextLong()));
    }

    /**
     * Stops at once; {@code survivors} of the persistence actions under way reach the disk all the
     * same.
     */
    void crash(int survivors) {
        if (!running()) {
            return;
        }
        disk.crash(survivors);
        long reachable = Math.min(applied, disk.lastZxid());
        disk.commitPoint = Math.max(disk.commitPoint, world.random.nextBoolean() ? reachable : 0);
        core = null;
        life++;
        listening.clear();
        role = Role.LOOKING;
        phase = Phase.IDLE;
        leader = null;
        vote = null;
        stagings.clear();
        reads.clear();
        views.clear();
        syncs.clear();
        asked.clear();
        born.clear();
        persisting = false;
        world.network.cut(id);
    }

    void link(LinkEvent event) {
        step(new ConsensusEvent.Link(event));
    }

    void step(ConsensusEvent event) {
        if (!running() || halted != null) {
            return;
        }
        born.add(event);
        while (!born.isEmpty() && running()) {
            List<ConsensusAction> actions = new ArrayList<>();
            core.step(world.nowNanos, born.poll(), actions::add);
            for (ConsensusAction action : actions) {
                execute(action);
            }
        }
    }

    private void execute(ConsensusAction action) {
        switch (action) {
            case ConsensusAction.Link link -> world.network.execute(this, link.action());
            case ConsensusAction.Append append -> {
                long last = log.isEmpty() ? applied : log.lastKey();
                assertThat(append.entry().zxid()).as("append on %s", id).isGreaterThan(last);
                log.put(append.entry().zxid(), append.entry().txn());
                persist(append.ticket(), action, null);
            }
            case ConsensusAction.WriteHardState write -> persist(write.ticket(), action, null);
            case ConsensusAction.StoreMembership store -> {
                if (store.stage() == ConsensusAction.Stage.COMMITTED) {
                    committed = store.membership();
                } else {
                    proposed = store.membership();
                }
                persist(store.ticket(), action, null);
            }
            case ConsensusAction.Truncate truncate -> persist(truncate.ticket(), action, null);
            case ConsensusAction.InstallSnapshot install ->
                    persist(install.ticket(), action, stagings.remove(install.transfer()));
            case ConsensusAction.Commit commit -> commit(commit.upTo());
            case ConsensusAction.RoleChanged changed -> roleChanged(changed);
            case ConsensusAction.StageSnapshot stage -> stage(stage);
            case ConsensusAction.StageEntry stage ->
                    stagings.get(stage.transfer()).entries.add(stage.entry());
            case ConsensusAction.ReadLog read ->
                    world.later(this, world.jitterNanos(), () -> readLog(read));
            case ConsensusAction.ReadSnapshot read -> {
                ByteBuffer view =
                        views.computeIfAbsent(
                                read.transfer(), x -> ByteBuffer.wrap(SnapshotModel.write(tree)));
                world.later(this, world.jitterNanos(), () -> readSnapshot(read.transfer(), view));
            }
            case ConsensusAction.CancelRead cancel -> {
                reads.remove(cancel.id());
                views.remove(cancel.id());
                stagings.remove(cancel.id());
            }
            case ConsensusAction.Called called -> called(called);
            case ConsensusAction.Answered answered -> answered(answered);
            case ConsensusAction.CallsLost lost -> {
                syncs.clear();
                asked.clear();
            }
            case ConsensusAction.CollectTouches collect ->
                    born.addFirst(
                            new ConsensusEvent.Touched(
                                    collect.link(),
                                    new Touches(new long[] {7}, new int[] {4_000})));
            case ConsensusAction.RenewSessions renew ->
                    assertThat(role).isIn(Role.LEADING, Role.FOLLOWING);
            case ConsensusAction.SessionLeft left -> assertThat(role).isEqualTo(Role.FOLLOWING);
            case ConsensusAction.StartElection election -> {
                vote = election.vote();
                world.votes(this);
            }
            case ConsensusAction.Halt halt -> {
                halted = halt.reason();
                world.halted(this);
            }
        }
    }

    private void persist(long given, ConsensusAction action, SimDiskModel.Staged staged) {
        assertThat(given).as("tickets of %s rise by one", id).isEqualTo(ticket + 1);
        ticket = given;
        disk.add(given, action, staged);
        flushLater();
    }

    private void flushLater() {
        if (!persisting) {
            persisting = true;
            world.later(this, 200_000 + world.jitterNanos(), this::flush);
        }
    }

    /** A batch reaches the disk. */
    private void flush() {
        persisting = false;
        List<SimDiskModel.Reset> resets = new ArrayList<>();
        int batch = disk.pending();
        for (int i = 0; i < batch && resets.isEmpty(); i++) {
            durable = disk.complete(resets);
        }
        if (disk.pending() > 0) {
            flushLater();
        }
        world.network.release(this);
        step(new ConsensusEvent.Persisted(durable));
        for (SimDiskModel.Reset reset : resets) {
            log.clear();
            log.putAll(disk.log);
            if (reset.tree() != null) {
                tree.clear();
                tree.addAll(reset.tree());
                applied = reset.appliedZxid();
            }
            step(new ConsensusEvent.HistoryReset(reset.ticket(), reset.lastZxid(), applied, true));
        }
    }

    private void stage(ConsensusAction.StageSnapshot stage) {
        SimDiskModel.Staged staged =
                stagings.computeIfAbsent(stage.transfer(), x -> new SimDiskModel.Staged());
        assertThat((long) staged.bytes.size()).isEqualTo(stage.offset());
        staged.bytes.writeBytes(stage.bytes());
        if (stage.last()) {
            world.later(
                    this,
                    world.jitterNanos(),
                    () -> {
                        if (stagings.containsKey(stage.transfer())) {
                            step(new ConsensusEvent.SnapshotStaged(stage.transfer(), true));
                        }
                    });
        }
    }

    private void readLog(ConsensusAction.ReadLog read) {
        Long continued = reads.get(read.read());
        List<LogEntry> entries = new ArrayList<>();
        boolean gone = false;
        Map<Long, byte[]> rest;
        if (continued != null) {
            rest = log.tailMap(continued, false);
        } else {
            Long at = log.floorKey(read.from());
            gone = at == null && read.from() < disk.imageZxid;
            rest = at == null ? log : log.tailMap(at, true);
        }
        for (Map.Entry<Long, byte[]> entry : rest.entrySet()) {
            if (entries.size() < world.readEntries) {
                entries.add(new LogEntry(entry.getKey(), entry.getValue()));
            }
        }
        boolean head = entries.size() == rest.size();
        long reached =
                entries.isEmpty()
                        ? (continued == null ? read.from() : continued)
                        : entries.getLast().zxid();
        reads.put(read.read(), reached);
        ConsensusEvent.LogStatus status =
                gone
                        ? ConsensusEvent.LogStatus.GONE
                        : head ? ConsensusEvent.LogStatus.HEAD : ConsensusEvent.LogStatus.MORE;
        step(new ConsensusEvent.LogRead(read.read(), gone ? List.of() : entries, status));
    }

    private void readSnapshot(long transfer, ByteBuffer view) {
        byte[] chunk = new byte[Math.min(view.remaining(), 200)];
        view.get(chunk);
        step(new ConsensusEvent.SnapshotRead(transfer, chunk, !view.hasRemaining()));
    }

    private void commit(long upTo) {
        assertThat(upTo).as("commits of %s rise", id).isGreaterThan(applied);
        for (Map.Entry<Long, byte[]> entry : log.subMap(applied, false, upTo, true).entrySet()) {
            tree.add(new SimDiskModel.Applied(entry.getKey(), entry.getValue()));
            world.judge.applied(this, tree.size() - 1);
            ByteBuffer header = ByteBuffer.wrap(entry.getValue());
            if (header.getLong() == id.value()) {
                comesBack((long) header.getInt());
            }
        }
        if (Zxid.counter(upTo) != 0) {
            assertThat(log.containsKey(upTo))
                    .as("%s commits %s, which is in its log", id, Zxid.text(upTo))
                    .isTrue();
        }
        applied = upTo;
    }

    private void roleChanged(ConsensusAction.RoleChanged changed) {
        role = changed.role();
        phase = changed.phase();
        leader = changed.leader();
        epoch = changed.epoch();
        nextZxid = changed.nextZxid();
        if (role != Role.LOOKING) {
            vote = null;
        }
        world.judge.roleChanged(this);
    }

    private void called(ConsensusAction.Called called) {
        assertThat(serving() && role == Role.LEADING).as("%s is called while leading", id).isTrue();
        switch (called.call()) {
            case LeaderCall.Submit submit -> {
                boolean allowed =
                        submit.opcode() == OpCode.RECONFIG
                                && called.view().proposed() == null
                                && reconfig.quorums().isQuorum(called.view().synced());
                Membership next = allowed ? reconfig.withVersion(nextZxid) : null;
                boolean own = submit.opcode() == OpCode.DELETE_CONTAINER; // and is refused
                byte[] body = next != null ? setData(next) : own ? NOTHING : submit.body();
                ByteBuffer txn = ByteBuffer.allocate(32 + body.length);
                int type = next == null ? OpCode.SET_DATA : OpCode.RECONFIG;
                txn.putLong(submit.sessionId())
                        .putInt(submit.cxid())
                        .putLong(nextZxid)
                        .putLong(0)
                        .putInt(type)
                        .put(body);
                born.addFirst(new ConsensusEvent.Propose(nextZxid++, txn.array(), next));
            }
            case LeaderCall.Revalidate revalidate ->
                    born.add(
                            new ConsensusEvent.Answer(
                                    called.caller(), new LeaderAnswer.SessionValid(true)));
            case LeaderCall.Sync sync -> throw new AssertionError("a sync was passed on");
        }
    }

    private void asks(long call) {
        if (serving() && role != Role.LEADING) {
            asked.add(call);
        }
    }

    /** What a learner has asked comes back in order; else ZooKeeper's waits for ever. */
    private void comesBack(Long call) {
        if (asked.contains(call)) {
            assertThat(call).as("what %s asked first comes back first", id).isEqualTo(asked.poll());
        }
    }

    private void answered(ConsensusAction.Answered answered) {
        comesBack(answered.callId());
        Integer due = syncs.remove(answered.callId());
        if (due != null) {
            assertThat(tree.size())
                    .as("what %s has applied when its sync is answered", id)
                    .isGreaterThanOrEqualTo(due);
            syncsAnswered++;
        }
    }

    void write(byte[] body) {
        asks(++callId);
        step(
                new ConsensusEvent.Call(
                        callId,
                        new LeaderCall.Submit(id.value(), (int) callId, 5, body, List.of())));
    }

    /** A session of this server, the leader, changes the configuration. */
    void reconfig(Membership next) {
        reconfig = next;
        step(
                new ConsensusEvent.Call(
                        ++callId,
                        new LeaderCall.Submit(
                                id.value(),
                                (int) callId,
                                OpCode.RECONFIG,
                                new byte[0],
                                List.of())));
    }

    private static byte[] setData(Membership membership) {
        byte[] text = MembershipText.format(membership).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(5 + 4 + text.length + 4)
                .putInt(1)
                .put((byte) '/')
                .putInt(text.length)
                .put(text)
                .putInt(-1)
                .array();
    }

    void sync() {
        asks(++callId);
        syncs.put(callId, world.judge.decided());
        step(new ConsensusEvent.Call(callId, new LeaderCall.Sync()));
    }

    void handOver(ServerId successor) {
        step(new ConsensusEvent.HandOver(successor, false));
    }

    /** The snapshot takes the place of the log, if everything applied is durable here. */
    void checkpoint() {
        if (running() && disk.pending() == 0 && applied <= disk.lastZxid()) {
            disk.checkpoint(tree, applied);
            log.headMap(applied, true).clear();
        }
    }

    /** Whether these decide in the configurations this server knows. */
    boolean decides(Set<ServerId> ids) {
        boolean newer = proposed != null && proposed.version() > committed.version();
        return committed.quorums().isQuorum(ids) && (!newer || proposed.quorums().isQuorum(ids));
    }

    String summary() {
        return String.format(
                "%s %s %s of %s has %d, configuration %x, voters %s, votes %s",
                id,
                role,
                phase,
                leader,
                tree.size(),
                committed.version(),
                committed.participants(),
                vote);
    }

    int syncsWaiting() {
        return syncs.size();
    }
}
