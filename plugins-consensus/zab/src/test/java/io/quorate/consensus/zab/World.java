package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.zab.state.Rules;
import io.quorate.consensus.zab.state.ZabSettings;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.OpCode;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.model.Zxid;
import io.quorate.peer.EnsembleSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * An ensemble of real cores under one clock, with simulated disks, links and elections. One seed,
 * one run.
 */
final class World {

    static final int TICK_MILLIS = 200;
    private static final long MILLI = 1_000_000;
    private static final long STEP_NANOS = 10 * MILLI;

    private record Due(long atNanos, long number, SimServer server, long life, Runnable what) {}

    final TreeMap<ServerId, SimServer> servers = new TreeMap<>();
    final Random random;
    final SimNetwork network = new SimNetwork(this);
    final Judge judge = new Judge(this);
    final Membership membership;
    private final PriorityQueue<Due> agenda =
            new PriorityQueue<>(
                    Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::number));
    private final Rules rules;
    private final boolean jitter;
    private long number;
    long nowNanos = 1_000_000_000L;
    int readEntries = 3;
    boolean tracing;

    /** Elections decide by themselves; otherwise the script does. */
    boolean elections;

    /** Configurations change by chance. */
    boolean reconfigs;

    private int written;

    /**
     * An ensemble nobody has started yet.
     *
     * @param jitter delays vary
     * @param features {@code reconfig}: configurations may change; {@code masters}: observers
     *     follow followers; {@code turns}: one tree is sent at a time
     */
    World(long seed, int voters, int observers, boolean jitter, Set<String> features, Rules rules) {
        random = new Random(seed);
        this.jitter = jitter;
        this.rules = rules;
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= voters + observers; id++) {
            Member.Kind kind = id <= voters ? Member.Kind.PARTICIPANT : Member.Kind.OBSERVER;
            members.add(
                    new Member(
                            new ServerId(id),
                            kind,
                            List.of(new Member.Address("s" + id, 2888, 3888)),
                            null,
                            0));
        }
        membership = Membership.ofMajority(0, members);
        boolean reconfig = features.contains("reconfig");
        Map<String, Object> options = new TreeMap<>();
        if (features.contains("masters")) {
            options.put("observerMasterPort", 2191);
        }
        ZabSettings own =
                features.contains("turns")
                        ? new ZabSettings(0, 1, -1, 0, 200)
                        : ZabSettings.DEFAULTS;
        for (Member member : members) {
            EnsembleSettings settings =
                    new EnsembleSettings(
                            member.id(),
                            TICK_MILLIS,
                            10,
                            5,
                            1 << 20,
                            16,
                            1 << 16,
                            reconfig,
                            options);
            servers.put(member.id(), new SimServer(this, member.id(), settings, own, membership));
        }
    }

    SimServer server(long id) {
        return servers.get(new ServerId(id));
    }

    void start(SimServer server) {
        judge.disk(server);
        server.start(rules);
        tick(server, server.life);
    }

    private void tick(SimServer server, long life) {
        later(
                server,
                STEP_NANOS,
                () -> {
                    server.step(ConsensusEvent.Tick.INSTANCE);
                    tick(server, life);
                });
    }

    /** Does something at a server later, unless it crashed in between. */
    void later(SimServer server, long nanos, Runnable what) {
        agenda.add(new Due(nowNanos + nanos, number++, server, server.life, what));
    }

    long jitterNanos() {
        return jitter
                ? (random.nextInt(20) == 0 ? random.nextLong(30 * MILLI) : random.nextLong(MILLI))
                : 0;
    }

    void run(long millis) {
        long end = nowNanos + millis * MILLI;
        while (!agenda.isEmpty() && agenda.peek().atNanos() <= end) {
            Due due = agenda.poll();
            nowNanos = Math.max(nowNanos, due.atNanos());
            if (due.life() == due.server().life && due.server().running()) {
                due.what().run();
            }
        }
        nowNanos = end;
    }

    void write(SimServer server) {
        server.write(("w" + ++written).getBytes(StandardCharsets.US_ASCII));
    }

    /** A server looks for a leader. */
    void votes(SimServer server) {
        for (SimServer other : servers.values()) {
            if (other != server && server.committed.participates(server.id)) {
                later(other, 5 * MILLI, () -> hears(other, server));
            }
        }
        if (elections) {
            later(server, 20 * MILLI + jitterNanos(), () -> elect(server));
        }
    }

    private void hears(SimServer standing, SimServer looking) {
        if (standing.role == Role.LEADING
                && looking.vote != null
                && network.reach(standing.id, looking.id)) {
            standing.step(new ConsensusEvent.VoterLooking(looking.id, looking.vote));
        }
    }

    /**
     * Joins a leader there is, or elects the best of those that look; at times just anybody, which
     * must do no harm.
     */
    private void elect(SimServer server) {
        if (server.vote == null || server.role != Role.LOOKING) {
            return;
        }
        for (SimServer other : servers.values()) {
            boolean leads = other != server && other.running() && other.role == Role.LEADING;
            if (leads && network.reach(server.id, other.id) && random.nextInt(8) > 0) {
                server.step(new ConsensusEvent.Elected(new Vote(other.id, 0, other.epoch)));
                return;
            }
        }
        if (gossiped(server)) {
            return; // it votes again
        }
        List<SimServer> looking = new ArrayList<>();
        Set<ServerId> ids = new HashSet<>();
        for (SimServer other : servers.values()) {
            boolean voter =
                    server.committed.participates(other.id)
                            && other.vote != null
                            && !other.vote.leader().equals(Vote.NOBODY);
            if (voter
                    && other.running()
                    && other.vote != null
                    && other.role == Role.LOOKING
                    && network.reach(server.id, other.id)) {
                looking.add(other);
                ids.add(other.id);
            }
        }
        if (!server.decides(ids)) {
            later(server, 50 * MILLI, () -> elect(server));
            return;
        }
        SimServer best = looking.getFirst();
        for (SimServer other : looking) {
            best = better(other.vote, best.vote) ? other : best;
        }
        if (random.nextInt(5) == 0) {
            best = looking.get(random.nextInt(looking.size()));
        }
        Vote verdict = best.vote;
        ServerId elected = best.id;
        for (SimServer other : looking) {
            later(
                    other,
                    jitterNanos(),
                    () ->
                            other.step(
                                    new ConsensusEvent.Elected(
                                            new Vote(elected, verdict.zxid(), verdict.epoch()))));
        }
        if (!ids.contains(server.id)) {
            later(server, 50 * MILLI, () -> elect(server));
        }
    }

    /**
     * A server that looks hears of a newer configuration from anybody who runs; true if there was
     * one.
     */
    private boolean gossiped(SimServer server) {
        for (SimServer other : servers.values()) {
            boolean newer =
                    other.running() && other.committed.version() > server.committed.version();
            if (reconfigs && newer && network.reach(server.id, other.id)) {
                server.step(new ConsensusEvent.MembershipHeard(other.committed));
                return true;
            }
        }
        return false;
    }

    private static boolean better(Vote vote, Vote than) {
        if (vote.epoch() != than.epoch()) {
            return vote.epoch() > than.epoch();
        }
        return vote.zxid() != than.zxid()
                ? vote.zxid() > than.zxid()
                : vote.leader().value() > than.leader().value();
    }

    /** The leader proposes the named servers as voters, all others as observers. */
    void reconfig(SimServer leader, String voters) {
        Set<String> named = Set.of(voters.split(","));
        List<Member> members = new ArrayList<>();
        for (Member member : membership.members().values()) {
            Member.Kind kind =
                    named.contains(member.id().toString())
                            ? Member.Kind.PARTICIPANT
                            : Member.Kind.OBSERVER;
            members.add(new Member(member.id(), kind, member.addresses(), null, 0));
        }
        leader.reconfig(Membership.ofMajority(0, members));
    }

    void halted(SimServer server) {
        throw new AssertionError("server " + server.id + " halted: " + server.halted);
    }

    SimServer leader() {
        return servers.values().stream()
                .filter(server -> server.serving() && server.role == Role.LEADING)
                .findFirst()
                .orElse(null);
    }

    String state(SimServer server) {
        if (!server.running()) {
            return server.id + " down";
        }
        String who =
                switch (server.role) {
                    case LOOKING -> "looking";
                    case LEADING -> "leading epoch " + server.epoch;
                    case FOLLOWING -> "following " + server.leader;
                    case OBSERVING -> "observing " + server.leader;
                };
        String how = server.phase == Phase.SYNCING ? " syncing" : "";
        List<String> zxids =
                server.tree.stream()
                        .map(applied -> zxid(applied.zxid()) + "=" + payload(applied))
                        .toList();
        return (server.id + " " + who + how + " " + String.join(" ", zxids)).strip();
    }

    private static String payload(SimDiskModel.Applied applied) {
        if (isReconfig(applied.txn())) {
            return "reconfig";
        }
        return new String(applied.txn(), 32, applied.txn().length - 32, StandardCharsets.US_ASCII);
    }

    static boolean isReconfig(byte[] txn) {
        return ByteBuffer.wrap(txn).getInt(28) == OpCode.RECONFIG;
    }

    static String zxid(long zxid) {
        return Zxid.epoch(zxid) + ":" + Zxid.counter(zxid);
    }

    private static String run(long first, long last) {
        return first == last ? zxid(first) : zxid(first) + " to " + zxid(last);
    }

    /** A message as scripts show it. */
    static String text(ZabMessage message) {
        return switch (message) {
            case ZabMessage.LearnerInfo it ->
                    (it.observer() ? "OBSERVERINFO " : "FOLLOWERINFO ") + zxid(it.zxid());
            case ZabMessage.LeaderInfo it -> "LEADERINFO " + zxid(it.zxid());
            case ZabMessage.AckEpoch it ->
                    "ACKEPOCH " + zxid(it.zxid()) + " current " + it.currentEpoch();
            case ZabMessage.Diff it -> "DIFF";
            case ZabMessage.Trunc it -> "TRUNC " + zxid(it.zxid());
            case ZabMessage.Snap it -> "SNAP " + zxid(it.zxid());
            case ZabMessage.SnapshotBytes it -> "...";
            case ZabMessage.SnapshotEnd it -> "snapshot end";
            case ZabMessage.NewLeader it -> "NEWLEADER " + zxid(it.zxid());
            case ZabMessage.UpToDate it -> "UPTODATE";
            case ZabMessage.Proposal it -> "PROPOSAL " + zxid(it.zxid());
            case ZabMessage.Ack it -> "ACK " + run(it.first(), it.zxid());
            case ZabMessage.Commit it -> "COMMIT " + run(it.first(), it.zxid());
            case ZabMessage.Inform it -> "INFORM " + zxid(it.zxid());
            case ZabMessage.CommitAndActivate it ->
                    "COMMITANDACTIVATE " + zxid(it.zxid()) + " leader " + it.designated();
            case ZabMessage.InformAndActivate it ->
                    "INFORMANDACTIVATE " + zxid(it.zxid()) + " leader " + it.designated();
            case ZabMessage.Ping it -> "PING";
            case ZabMessage.Request it -> "REQUEST op " + it.opcode();
            case ZabMessage.Synced it -> "SYNC";
            case ZabMessage.Revalidate it -> "REVALIDATE";
            case ZabMessage.Revalidated it -> "REVALIDATE " + it.valid();
        };
    }
}
