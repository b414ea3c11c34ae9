package io.quorate.testkit.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.election.ElectionAction;
import io.quorate.election.ElectionCore;
import io.quorate.election.ElectionEvent;
import io.quorate.election.ElectionFactory;
import io.quorate.model.Member;
import io.quorate.model.Membership;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.LinkEvent;
import io.quorate.testkit.sim.Agenda;
import io.quorate.testkit.sim.SimNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Election cores on a simulated network, and what consensus would do with their decisions: a server
 * stands as decided; if after a while it leads without a quorum that follows, or follows somebody
 * who does not lead, it looks again. Checks every decision. Used by one thread.
 */
final class ElectionEnsemble {

    /** The round of a core whose election has none. */
    static final long NO_ROUND = Long.MIN_VALUE;

    private static final long TICK_NANOS = 10_000_000L;
    private static final long PATIENCE_NANOS = 300_000_000L;

    private final Agenda agenda = new Agenda();
    private final SimNetwork network;
    private final Random random;
    private final Membership membership;
    private final ElectionFactory factory;
    private final ToLongFunction<ElectionCore> roundOf;
    private final Map<ServerId, Vote> histories = new TreeMap<>();
    private final Map<ServerId, Node> nodes = new TreeMap<>();
    private long decisions;

    /** One life of a server. */
    private final class Node implements SimNetwork.Host {
        final ServerId id;
        final ElectionCore core;
        final Map<Long, ServerId> leaderOfRound = new HashMap<>();
        Role role = Role.LOOKING;
        ServerId leader;
        boolean alive = true;
        boolean begun;
        long standsSince;

        Node(ServerId id) {
            this.id = id;
            EnsembleSettings settings =
                    new EnsembleSettings(id, 200, 10, 5, 1 << 20, 100, 1 << 20, false, Map.of());
            core = factory.create(settings);
            network.attach(id, factory.ports(settings), this);
            step(new ElectionEvent.Boot(id, membership, null, random.nextLong()));
            begin();
            tick();
        }

        private void begin() {
            role = Role.LOOKING;
            leader = null;
            begun = true;
            step(
                    new ElectionEvent.Begin(
                            membership.participates(id) ? histories.get(id) : Vote.NEUTRAL));
        }

        private void tick() {
            if (!alive) {
                return;
            }
            step(ElectionEvent.Tick.INSTANCE);
            if (role != Role.LOOKING
                    && agenda.nowNanos() - standsSince > PATIENCE_NANOS
                    && !serves(this)) {
                begin();
            }
            agenda.in(TICK_NANOS, this::tick);
        }

        @Override
        public void deliver(String port, LinkEvent event) {
            if (alive) {
                step(new ElectionEvent.Link(event));
            }
        }

        private void step(ElectionEvent event) {
            List<ElectionAction> actions = new ArrayList<>();
            core.step(agenda.nowNanos(), event, actions::add);
            for (ElectionAction action : actions) {
                switch (action) {
                    case ElectionAction.Link link -> network.execute(id, link.action());
                    case ElectionAction.Decided decided -> decided(decided.vote());
                    case ElectionAction.VoterLooking looking ->
                            assertThat(membership.participates(looking.server())).isTrue();
                    case ElectionAction.MembershipHeard heard ->
                            throw new AssertionError("reconfiguration is off");
                }
            }
        }

        private void decided(Vote vote) {
            assertThat(begun).as("server %s decides once per begin", id).isTrue();
            begun = false;
            decisions++;
            checkBestOfAQuorum(vote);
            checkOneLeaderPerRound(vote.leader(), roundOf.applyAsLong(core));
            leader = vote.leader();
            role =
                    leader.equals(id)
                            ? Role.LEADING
                            : membership.participates(id) ? Role.FOLLOWING : Role.OBSERVING;
            standsSince = agenda.nowNanos();
            step(new ElectionEvent.Standing(role, leader, 1, vote.zxid()));
        }

        private void checkOneLeaderPerRound(ServerId chosen, long round) {
            ServerId before = round == NO_ROUND ? null : leaderOfRound.put(round, chosen);
            if (before != null && !before.equals(chosen)) {
                // It can only have joined a leader that stands; its own vote it casts once per
                // round.
                assertThat(nodes.get(chosen).role)
                        .as("server %s chose %s and %s in round %d", id, before, chosen, round)
                        .isEqualTo(Role.LEADING);
            }
        }
    }

    /**
     * Servers that are not started yet.
     *
     * @param roundOf the round of a core, in which it may vote once; {@link #NO_ROUND} if it counts
     *     none
     */
    ElectionEnsemble(
            Random random,
            int voters,
            int observers,
            ElectionFactory factory,
            ToLongFunction<ElectionCore> roundOf) {
        this.random = random;
        this.factory = factory;
        this.roundOf = roundOf;
        network = new SimNetwork(agenda, new Random(random.nextLong()));
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= voters + observers; id++) {
            Member.Kind kind = id <= voters ? Member.Kind.PARTICIPANT : Member.Kind.OBSERVER;
            members.add(
                    new Member(
                            new ServerId(id),
                            kind,
                            List.of(new Member.Address(Integer.toString(id), 2888, 3888)),
                            null,
                            0));
            histories.put(
                    new ServerId(id),
                    new Vote(new ServerId(id), random.nextInt(4), random.nextInt(2)));
        }
        membership = Membership.ofMajority(0, members);
    }

    /**
     * Nobody is elected whose history is worse than those of too many: a quorum has none that is
     * better.
     */
    private void checkBestOfAQuorum(Vote vote) {
        Vote winner = histories.get(vote.leader());
        List<ServerId> notBetter =
                membership.participants().stream()
                        .filter(id -> !isBetter(histories.get(id), winner))
                        .toList();
        assertThat(membership.quorums().isQuorum(notBetter))
                .as("%s is best of a quorum; only %s are not better", winner, notBetter)
                .isTrue();
    }

    /** The newer epoch, then the longer history, then the greater id. */
    static boolean isBetter(Vote one, Vote than) {
        if (one.epoch() != than.epoch()) {
            return one.epoch() > than.epoch();
        }
        return one.zxid() != than.zxid()
                ? one.zxid() > than.zxid()
                : one.leader().compareTo(than.leader()) > 0;
    }

    /** As consensus sees it: a leader that enough follow, or a follower of a leader that stands. */
    private boolean serves(Node node) {
        Node leader = nodes.get(node.leader);
        if (leader == null || !leader.alive || leader.role != Role.LEADING) {
            return false;
        }
        List<ServerId> behind =
                nodes.values().stream()
                        .filter(other -> other.alive && node.leader.equals(other.leader))
                        .map(other -> other.id)
                        .toList();
        return membership.quorums().isQuorum(behind);
    }

    SimNetwork network() {
        return network;
    }

    void start() {
        membership
                .members()
                .keySet()
                .forEach(id -> agenda.in(random.nextInt(100) * 1_000_000L, () -> startOne(id)));
    }

    private void startOne(ServerId id) {
        Node node = nodes.get(id);
        if (node == null || !node.alive) {
            nodes.put(id, new Node(id));
        }
    }

    void crash(ServerId id, boolean silently) {
        Node node = nodes.get(id);
        if (node != null && node.alive) {
            node.alive = false;
            network.detach(id, silently);
            nodes.values().stream()
                    .filter(other -> other.alive && id.equals(other.leader))
                    .forEach(other -> other.standsSince = agenda.nowNanos() - 2 * PATIENCE_NANOS);
        }
    }

    void restartAll() {
        membership.members().keySet().forEach(this::startOne);
    }

    void runMillis(long millis) {
        agenda.runMillis(millis);
    }

    /** Milliseconds until all that live stand behind one leader; at most {@code millisMax}. */
    long untilAllStandBehindOne(long millisMax) {
        for (long passed = 0; passed < millisMax; passed++) {
            agenda.runMillis(1);
            if (leader() != null) {
                return passed;
            }
        }
        return millisMax;
    }

    /** The leader all that live stand behind; null if there is none. */
    ServerId leader() {
        ServerId leader = null;
        for (Node node : nodes.values()) {
            if (node.alive
                    && (node.leader == null
                            || !serves(node)
                            || leader != null && !leader.equals(node.leader))) {
                return null;
            }
            leader = node.alive ? node.leader : leader;
        }
        return leader;
    }

    long decisions() {
        return decisions;
    }
}
