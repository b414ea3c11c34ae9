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
import java.util.Collections;
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
 * memory they share. Careless, which no consensus may be harmed by: at times it elects anybody, a
 * server that is gone, or another one on each server. Or divided, which is worse: it names two
 * leaders at any time. Or decided by a script, which reads the votes.
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

    /** So many ticks of all servers, and a divided election names two others. */
    private static final int TICKS_PER_PAIR = 200;

    private enum Manner {
        CARELESS,
        DIVIDED,
        SCRIPTED
    }

    private final Manner manner;
    private final long dividedNanos;
    private final Map<ServerId, Core> cores = new TreeMap<>();
    private BiPredicate<ServerId, ServerId> reach = (from, to) -> true;
    private long ticks;
    private long dividedUntil = Long.MIN_VALUE;
    private long pairOf = -1;
    private List<ServerId> pair = List.of();
    private int rivals;

    private SharedElection(Manner manner, long dividedNanos) {
        this.manner = manner;
        this.dividedNanos = dividedNanos;
    }

    /** One that decides by itself, at times wrongly. */
    public static SharedElection careless() {
        return new SharedElection(Manner.CARELESS, 0);
    }

    /**
     * One that names two leaders at once, now these and then those, and makes no mistake behind
     * that.
     *
     * @param millis how long it is divided; to be as long as the faults of the run last, for nobody
     *     comes to rest before
     */
    public static SharedElection divided(int millis) {
        return new SharedElection(Manner.DIVIDED, millis * MILLI);
    }

    /** One that decides nothing. */
    static SharedElection scripted() {
        return new SharedElection(Manner.SCRIPTED, 0);
    }

    /** How often a server has begun to lead while another one led. */
    public int rivals() {
        return rivals;
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
                    rivals += role == Role.LEADING && anotherLeads() ? 1 : 0;
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
                    if (dividedUntil == Long.MIN_VALUE) {
                        dividedUntil = nowNanos + dividedNanos;
                    }
                    boolean decides = manner != Manner.SCRIPTED && vote != null;
                    if (decides && (verdict != null || nowNanos >= dueAt)) {
                        dueAt = nowNanos + AGAIN_NANOS;
                        if (nowNanos < dividedUntil) {
                            divide(actions);
                        } else {
                            elect(actions);
                        }
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

        private boolean anotherLeads() {
            return cores.values().stream()
                    .anyMatch(
                            other -> other != this && other.role == Role.LEADING && isThere(other));
        }

        /** One of two leads, and each of these two itself. */
        private void divide(ElectionActions actions) {
            if (pairOf != ticks / TICKS_PER_PAIR || pair.size() < 2) {
                pairOf = ticks / TICKS_PER_PAIR;
                List<ServerId> voters = new ArrayList<>();
                for (Core other : cores.values()) {
                    if (committed.participates(other.self)
                            && isThere(other)
                            && (other.vote == null || !other.vote.leader().equals(Vote.NOBODY))) {
                        voters.add(other.self);
                    }
                }
                Collections.shuffle(voters, random);
                pair = List.copyOf(voters.subList(0, Math.min(2, voters.size())));
            }
            if (!pair.isEmpty()) {
                ServerId named = pair.contains(self) ? self : pair.get(random.nextInt(pair.size()));
                decide(new Vote(named, 0, cores.get(named).epoch), actions);
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
                if (leads && !errs(JOINS_PER_REFUSAL)) {
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
            if (errs(ELECTIONS_PER_MISTAKE)) {
                best = looking.get(random.nextInt(looking.size()));
            }
            Vote elected = new Vote(best.self, best.vote.zxid(), best.vote.epoch());
            looking.forEach(other -> other.verdict = elected);
            if (ids.contains(self)) {
                decide(elected, actions);
            }
        }

        private boolean errs(int oneOf) {
            return manner == Manner.CARELESS && random.nextInt(oneOf) == 0;
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
