package io.quorate.election.fast;

import io.quorate.election.kit.Histories;
import io.quorate.election.kit.Settling;
import io.quorate.election.kit.VoteOrder;
import io.quorate.election.kit.Voters;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One election: the proposal of this server, the ballots heard, and when they decide. The number
 * lives on between elections and is never stored.
 *
 * <p>Source: spec quorum-protocol sections 7.2 and 7.6. Two local choices, neither visible to
 * others: a quorum decides 200 ms after it agreed, whatever else arrives meanwhile; and at once if
 * every voter that can be heard agrees (consensus SPI L5).
 */
final class Round {

    private final Voters voters;
    private final VoteOrder order;
    private final VoteMatch match;
    private final Map<ServerId, Ballot> inRound = new HashMap<>();
    private final Map<ServerId, Ballot> standing = new HashMap<>();
    private final FarRounds far;
    private final Settling settling = new Settling();

    private boolean running;
    private long number;

    @SuppressWarnings("NullAway.Init") // given by begin
    private Vote initial;

    @SuppressWarnings("NullAway.Init") // as initial
    private Vote proposal;

    private @Nullable Vote decision;

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
        settling.restart();
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
    @Nullable Vote decision() {
        return decision;
    }

    /**
     * Counts what a voter said.
     *
     * @return true if the proposal or the round changed and must be sent to all voters
     */
    boolean take(ServerId from, Notification said) {
        if (!voters.isVoter(from)) {
            return false;
        }
        if (said.vote().leader().equals(Vote.NOBODY)) {
            return said.state() == Role.LOOKING && joins(from, said);
        }
        if (!voters.isVoter(said.vote().leader()) || !said.isPossible()) {
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
     * Who gets its vote with a configuration that is proposed names nobody as long as it has heard
     * of nobody in its round. It may be needed, and does not go back to an earlier round.
     */
    private boolean joins(ServerId from, Notification said) {
        if (initial.zxid() == Histories.UNTRUSTED
                || said.round() <= number
                || !far.joins(from, said.round(), number)) {
            return false;
        }
        number = said.round();
        inRound.clear();
        proposal = initial;
        settling.restart();
        cast();
        return true;
    }

    private boolean takeLooking(ServerId from, Notification said) {
        if (initial.zxid() == Histories.UNTRUSTED
                || Histories.standsAside(voters, initial, said.vote())
                || said.vote().zxid() == Histories.UNTRUSTED
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
            settling.restart();
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
            settling.restart();
            return;
        }
        if (settling.isOver(nowNanos) || allAgree(own, reachable)) {
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
                && initial.zxid() != Histories.UNTRUSTED) {
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
