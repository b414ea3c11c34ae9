package io.quorate.testkit.sim;

import io.quorate.election.ElectionAction;
import io.quorate.election.ElectionActions;
import io.quorate.election.ElectionCore;
import io.quorate.election.ElectionEvent;
import io.quorate.election.ElectionFactory;
import io.quorate.model.Membership;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.Port;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * An election without links, to test a consensus with: its cores see each other's votes through the
 * memory they share. Either careless, which no consensus may be harmed by: at times it elects
 * anybody, a server that is gone, or another one on each server. Or decided by a script, which
 * reads the votes.
 *
 * <p>One object for one run; used by the one thread of it.
 */
public final class SharedElection implements ElectionFactory {

    private static final long MILLI = 1_000_000L;
    private static final long GOSSIP_NANOS = 20 * MILLI;
    private static final long AGAIN_NANOS = 50 * MILLI;

    /** One of so many joins is refused although a leader stands. */
    private static final int JOINS_PER_REFUSAL = 8;

    /** One of so many elections takes any server that looks. */
    private static final int ELECTIONS_PER_MISTAKE = 5;

    /** So many ticks of others without one of its own, and a server counts as gone. */
    private static final int TICKS_UNTIL_GONE = 200;

    private final boolean careless;
    private final Map<ServerId, Core> cores = new TreeMap<>();
    private BiPredicate<ServerId, ServerId> reach = (from, to) -> true;
    private long ticks;

    private SharedElection(boolean careless) {
        this.careless = careless;
    }

    /** One that decides by itself, at times wrongly. */
    public static SharedElection careless() {
        return new SharedElection(true);
    }

    /** One that decides nothing. */
    static SharedElection scripted() {
        return new SharedElection(false);
    }

    /** Which servers can hear which; all hear all otherwise. */
    void reach(BiPredicate<ServerId, ServerId> heard) {
        reach = heard;
    }

    /** What a server votes for; null if it does not look for a leader. */
    Vote vote(ServerId server) {
        Core core = cores.get(server);
        return core == null ? null : core.vote;
    }

    @Override
    public List<Port> ports(EnsembleSettings settings) {
        return List.of();
    }

    @Override
    public ElectionCore create(EnsembleSettings settings) {
        return new Core();
    }

    private final class Core implements ElectionCore {
        private ServerId self;
        private Random random;
        private Membership committed;
        private Membership proposed;
        private Role role = Role.LOOKING;
        private long epoch;
        private Vote vote;
        private Vote verdict;
        private long dueAt;
        private long seenAt;
        private final Map<ServerId, Vote> heard = new HashMap<>();

        @Override
        public void step(long nowNanos, ElectionEvent event, ElectionActions actions) {
            switch (event) {
                case ElectionEvent.Boot boot -> {
                    self = boot.self();
                    random = new Random(boot.seed());
                    committed = boot.committed();
                    proposed = boot.proposed();
                    cores.put(self, this);
                    seenAt = ticks;
                }
                case ElectionEvent.Begin begin -> {
                    vote = begin.vote();
                    verdict = null;
                    dueAt = nowNanos + GOSSIP_NANOS + random.nextLong(GOSSIP_NANOS);
                }
                case ElectionEvent.Standing standing -> {
                    role = standing.role();
                    epoch = standing.epoch();
                    if (role != Role.LOOKING) {
                        vote = null;
                    }
                }
                case ElectionEvent.MembershipChanged changed -> {
                    committed = changed.committed();
                    proposed = changed.proposed();
                }
                case ElectionEvent.Tick tick -> {
                    seenAt = ++ticks;
                    listen(actions);
                    if (careless && vote != null && (verdict != null || nowNanos >= dueAt)) {
                        dueAt = nowNanos + AGAIN_NANOS;
                        elect(actions);
                    }
                }
                case ElectionEvent.Link link -> {}
                case ElectionEvent.OracleChanged oracle -> {}
            }
        }

        /** A server that stands reports those that look to its consensus, each vote once. */
        private void listen(ElectionActions actions) {
            for (Core other : cores.values()) {
                boolean looks =
                        other != this
                                && other.vote != null
                                && committed.participates(other.self)
                                && isThere(other);
                Vote last = looks ? heard.put(other.self, other.vote) : heard.remove(other.self);
                if (looks && role != Role.LOOKING && !other.vote.equals(last)) {
                    actions.add(new ElectionAction.VoterLooking(other.self, other.vote));
                }
            }
        }

        private boolean isThere(Core other) {
            return ticks - other.seenAt < TICKS_UNTIL_GONE && reach.test(self, other.self);
        }

        private void elect(ElectionActions actions) {
            if (verdict != null) {
                decide(verdict, actions);
                return;
            }
            for (Core other : cores.values()) {
                boolean leads = other != this && other.role == Role.LEADING && isThere(other);
                if (leads && random.nextInt(JOINS_PER_REFUSAL) > 0) {
                    decide(new Vote(other.self, 0, other.epoch), actions);
                    return;
                }
            }
            for (Core other : cores.values()) {
                if (isThere(other) && other.committed.version() > committed.version()) {
                    actions.add(new ElectionAction.MembershipHeard(other.committed));
                    return; // the consensus votes again
                }
            }
            count(actions);
        }

        private void decide(Vote decided, ElectionActions actions) {
            vote = null;
            verdict = null;
            actions.add(new ElectionAction.Decided(decided));
        }

        private void count(ElectionActions actions) {
            List<Core> looking = new ArrayList<>();
            Set<ServerId> ids = new HashSet<>();
            for (Core other : cores.values()) {
                boolean counts =
                        committed.participates(other.self)
                                && other.vote != null
                                && !other.vote.leader().equals(Vote.NOBODY)
                                && isThere(other);
                if (counts) {
                    looking.add(other);
                    ids.add(other.self);
                }
            }
            if (!isQuorum(ids)) {
                return;
            }
            Core best = looking.getFirst();
            for (Core other : looking) {
                best = isBetter(other.vote, best.vote) ? other : best;
            }
            if (random.nextInt(ELECTIONS_PER_MISTAKE) == 0) {
                best = looking.get(random.nextInt(looking.size()));
            }
            Vote elected = new Vote(best.self, best.vote.zxid(), best.vote.epoch());
            looking.forEach(other -> other.verdict = elected);
            if (ids.contains(self)) {
                decide(elected, actions);
            }
        }

        private boolean isQuorum(Set<ServerId> ids) {
            boolean underWay = proposed != null && proposed.version() > committed.version();
            return committed.quorums().isQuorum(ids)
                    && (!underWay || proposed.quorums().isQuorum(ids));
        }
    }

    private static boolean isBetter(Vote vote, Vote than) {
        if (vote.epoch() != than.epoch()) {
            return vote.epoch() > than.epoch();
        }
        return vote.zxid() != than.zxid()
                ? vote.zxid() > than.zxid()
                : vote.leader().value() > than.leader().value();
    }
}
