package io.quorate.election.fast;

import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One election: the proposal of this server, the ballots heard, and when they decide. The number
 * lives on between elections and is never stored.
 *
 * <p>Source: spec quorum-protocol sections 7.2 and 7.6. Two local choices, neither visible to
 * others: a quorum decides 200 ms after it agreed, whatever else arrives meanwhile; and at once if
 * every voter that can be heard agrees (consensus SPI L5).
 */
final class Round {

    /** How long a quorum that agrees waits for a better candidate. */
    static final long FINALIZE_NANOS = 200_000_000L;

    /** The zxid of a server whose empty history may be a loss: it neither votes nor counts. */
    static final long UNTRUSTED = -1;

    private final Voters voters;
    private final VoteOrder order;
    private final VoteMatch match;
    private final Map<ServerId, Ballot> inRound = new HashMap<>();
    private final Map<ServerId, Ballot> standing = new HashMap<>();
    private final FarRounds far;

    private boolean running;
    private long number;
    private Vote initial;
    private Vote proposal;
    private boolean agreed;
    private long agreedSinceNanos;
    private Vote decision;

    Round(Voters voters, VoteOrder order, VoteMatch match) {
        this.voters = voters;
        this.order = order;
        this.match = match;
        far = new FarRounds(voters);
    }

    void begin(Vote vote) {
        running = true;
        number++;
        initial = vote;
        proposal = vote;
        decision = null;
        agreed = false;
        inRound.clear();
        standing.clear();
        far.clear();
        cast();
    }

    void end() {
        running = false;
    }

    boolean isRunning() {
        return running;
    }

    long number() {
        return number;
    }

    Vote proposal() {
        return proposal;
    }

    /**
     * What a server that stands reported, or the round by itself, has decided; null while it goes
     * on.
     */
    Vote decision() {
        return decision;
    }

    /**
     * Counts what a voter said.
     *
     * @return true if the proposal or the round changed and must be sent to all voters
     */
    boolean take(ServerId from, Notification said) {
        if (!voters.isVoter(from) || !voters.isVoter(said.vote().leader()) || !said.isPossible()) {
            return false;
        }
        return switch (said.state()) {
            case LOOKING -> takeLooking(from, said);
            case FOLLOWING, LEADING -> {
                takeStanding(from, said);
                yield false;
            }
            case OBSERVING -> false;
        };
    }

    /**
     * A voter that votes for nobody has a history that the ensemble goes on without. Its like may
     * still vote for each other, or for it, since before they knew; such votes would wander between
     * them for ever and be there when the leader of the others goes.
     */
    private boolean standsAside(Vote candidate) {
        return initial.leader().equals(Vote.NOBODY)
                && voters.committed().participates(voters.self())
                && candidate.epoch() <= initial.epoch();
    }

    private boolean takeLooking(ServerId from, Notification said) {
        if (initial.zxid() == UNTRUSTED
                || standsAside(said.vote())
                || said.vote().zxid() == UNTRUSTED
                || said.round() < number
                || !far.joins(from, said.round(), number)) {
            return false;
        }
        boolean tell = false;
        if (said.round() > number) {
            number = said.round();
            inRound.clear();
            proposal = order.better(said.vote(), initial, voters) ? said.vote() : initial;
            tell = true;
        } else if (order.better(said.vote(), proposal, voters)) {
            proposal = said.vote();
            tell = true;
        }
        inRound.put(from, said.ballot().withVersion(0));
        if (tell) {
            agreed = false;
            cast();
        }
        return tell;
    }

    private void takeStanding(ServerId from, Notification said) {
        Ballot ballot = said.ballot();
        if (said.round() == number) {
            inRound.put(from, ballot.withVersion(0));
            if (voters.isQuorum(supporters(inRound, ballot)) && leaderStands(inRound, said)) {
                decision = said.vote();
                return;
            }
        }
        standing.put(from, ballot);
        boolean quorum =
                voters.isCommittedQuorum(supporters(standing, ballot))
                        && leaderStands(standing, said);
        if (quorum || (said.state() == Role.LEADING && voters.oracleDenies())) {
            number = said.round();
            decision = said.vote();
        }
    }

    /**
     * Nobody follows a leader that everybody names but that is dead, nor leads because of votes
     * from another round.
     */
    private boolean leaderStands(Map<ServerId, Ballot> ballots, Notification said) {
        if (said.vote().leader().equals(voters.self())) {
            return said.round() == number;
        }
        Ballot leaders = ballots.get(said.vote().leader());
        return leaders != null && leaders.state() == Role.LEADING;
    }

    /**
     * Decides if it is time.
     *
     * @param reachable whether a voter has, or may be about to have, a link to this server
     */
    void settle(long nowNanos, Predicate<ServerId> reachable) {
        if (decision != null) {
            return;
        }
        Ballot own = own();
        if (!voters.isQuorum(supporters(inRound, own))) {
            agreed = false;
            return;
        }
        if (!agreed) {
            agreed = true;
            agreedSinceNanos = nowNanos;
        }
        if (nowNanos - agreedSinceNanos >= FINALIZE_NANOS || allAgree(own, reachable)) {
            decision = proposal;
        }
    }

    private boolean allAgree(Ballot own, Predicate<ServerId> reachable) {
        for (ServerId voter : voters.others()) {
            Ballot ballot = inRound.get(voter);
            if ((ballot == null || !match.together(ballot, own)) && reachable.test(voter)) {
                return false;
            }
        }
        return true;
    }

    /** Nobody spoke for a while: with two voters, the oracle may let this one go on alone. */
    void silent() {
        if (voters.oracleGrants() && proposal.leader().equals(voters.self())) {
            decision = proposal;
        }
    }

    private void cast() {
        if (voters.isVoter(voters.self())
                && voters.isVoter(proposal.leader())
                && initial.zxid() != UNTRUSTED) {
            inRound.put(voters.self(), own());
        }
    }

    private Ballot own() {
        return new Ballot(proposal, number, Role.LOOKING, 0);
    }

    private List<ServerId> supporters(Map<ServerId, Ballot> ballots, Ballot of) {
        List<ServerId> supporters = new ArrayList<>();
        ballots.forEach(
                (server, ballot) -> {
                    if (match.together(ballot, of)) {
                        supporters.add(server);
                    }
                });
        return supporters;
    }
}
