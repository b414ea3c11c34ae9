package io.quorate.election.basic;

import io.quorate.election.kit.Histories;
import io.quorate.election.kit.Settling;
import io.quorate.election.kit.VoteOrder;
import io.quorate.election.kit.Voters;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * The polls of one election: whom this server votes for, what the voters say, and when that
 * decides. What is said counts in the poll it is said in; the next one begins with nothing.
 *
 * <p>A server is a candidate only by its own word: nobody is voted for, followed or waited for
 * because others name it. Source: spec election-basic section 3.
 */
final class Poll {

    private final Voters voters;
    private final VoteOrder order;
    private final Settling settling = new Settling();
    private final Map<ServerId, Word> words = new HashMap<>();

    private boolean running;
    private long number;
    private Vote initial = Vote.NEUTRAL;
    private Ballot own = Ballot.NONE;
    private Ballot ballot = Ballot.NONE;
    private Ballot decision;

    Poll(Voters voters, VoteOrder order) {
        this.voters = voters;
        this.order = order;
    }

    /**
     * The first poll of an election.
     *
     * @param vote what this server votes for first; for another one, if it is to lead
     * @param candidacy number this server stands under
     */
    void begin(Vote vote, long candidacy) {
        initial = vote;
        own =
                vote.leader().equals(Vote.NOBODY)
                        ? new Ballot(vote, Ballot.UNKNOWN)
                        : new Ballot(new Vote(voters.self(), vote.zxid(), vote.epoch()), candidacy);
        ballot = own.isFor(vote.leader()) ? own : new Ballot(vote, Ballot.UNKNOWN);
        running = true;
        decision = null;
        next();
    }

    /** Nothing was decided: who did not speak in this poll is given up, and the next one begins. */
    void again() {
        choose(false);
        next();
    }

    private void next() {
        number++;
        words.clear();
        settling.restart();
    }

    void end() {
        running = false;
        words.clear();
    }

    boolean isRunning() {
        return running;
    }

    long number() {
        return number;
    }

    /** How this server votes now. */
    Ballot ballot() {
        return ballot;
    }

    /** What was decided; null while the election goes on. */
    Ballot decision() {
        return decision;
    }

    /** Whether a quorum agrees, and it waits only for a better candidate. */
    boolean isSettling() {
        return settling.isAgreed();
    }

    boolean hasHeard(ServerId server) {
        return words.containsKey(server);
    }

    /**
     * A voter speaks.
     *
     * @return true if this server votes otherwise now and everybody must be told
     */
    boolean hear(ServerId from, Word word) {
        if (!word.isPossible() || isOfAnEndedTerm(word)) {
            return false;
        }
        words.put(from, word);
        return choose(true);
    }

    /**
     * Whether it follows this server, which does not lead any more: it has not noticed yet, and
     * will speak again when it has. A leader that has resigned waits for that of its successor.
     */
    private boolean isOfAnEndedTerm(Word word) {
        return word.stands()
                && word.ballot().isFor(voters.self())
                && !word.ballot().agreesWith(own);
    }

    /**
     * A voter cannot be heard any more.
     *
     * @return true if this server votes otherwise now and everybody must be told
     */
    boolean forget(ServerId server) {
        words.remove(server);
        return choose(!ballot.isFor(server));
    }

    /**
     * Votes for the best candidate there is.
     *
     * @param waits whether the one voted for may still speak in this poll
     */
    private boolean choose(boolean waits) {
        if (initial.zxid() == Histories.UNTRUSTED) {
            return false;
        }
        Ballot best = isKept(waits) ? ballot : own;
        for (Map.Entry<ServerId, Word> entry : words.entrySet()) {
            Word word = entry.getValue();
            boolean candidate =
                    word.looks()
                            && !word.abstains()
                            && word.ballot().isFor(entry.getKey())
                            && voters.isVoter(entry.getKey())
                            && !Histories.standsAside(voters, initial, word.ballot().vote());
            if (candidate
                    && (best.isFor(entry.getKey())
                            || order.better(word.ballot().vote(), best.vote(), voters))) {
                best = word.ballot();
            }
        }
        boolean changed = !best.equals(ballot);
        if (changed) {
            ballot = best;
            settling.restart();
        }
        return changed;
    }

    /** Whether the vote for another one can still be right. */
    private boolean isKept(boolean waits) {
        ServerId leader = ballot.vote().leader();
        Word word = words.get(leader);
        if (word == null) {
            return waits;
        }
        return word.ballot().agreesWith(ballot) || isNamed(word);
    }

    /**
     * Whether it is the word of the server that the consensus has named, with a history no shorter
     * than this server's. Its candidacy was not known when it was named, and its number does not
     * count.
     */
    private boolean isNamed(Word word) {
        Vote vote = word.ballot().vote();
        return ballot.candidacy() == Ballot.UNKNOWN
                && word.looks()
                && word.ballot().isFor(ballot.vote().leader())
                && (vote.epoch() > initial.epoch()
                        || vote.epoch() == initial.epoch() && vote.zxid() >= initial.zxid());
    }

    /**
     * Decides if it is time.
     *
     * @param reachable whether a voter has, or may be about to have, a link to this server
     */
    void settle(long nowNanos, Predicate<ServerId> reachable) {
        if (decision != null || follows()) {
            return;
        }
        if (!isCandidate(ballot) || !voters.isQuorum(supporters())) {
            settling.restart();
        } else if (settling.isOver(nowNanos) || allAgree(reachable)) {
            decision = ballot;
        }
    }

    /** Who leads, and has a quorum, is followed whatever history this server has. */
    private boolean follows() {
        for (Map.Entry<ServerId, Word> entry : words.entrySet()) {
            ServerId leader = entry.getKey();
            Ballot led = entry.getValue().ballot();
            if (voters.isVoter(leader) && entry.getValue().leads(leader)) {
                Set<ServerId> behind =
                        those(
                                (server, word) ->
                                        word.ballot().isFor(leader)
                                                && (word.stands()
                                                        || word.ballot().agreesWith(led)));
                if (voters.isCommittedQuorum(behind) || voters.oracleDenies()) {
                    decision = led;
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the one voted for stands, by its own word. */
    private boolean isCandidate(Ballot vote) {
        Word word = words.get(vote.vote().leader());
        return vote.isFor(voters.self()) || word != null && word.ballot().agreesWith(vote);
    }

    private Set<ServerId> supporters() {
        Set<ServerId> supporters = those((server, word) -> word.ballot().agreesWith(ballot));
        if (voters.isVoter(voters.self())
                && voters.isVoter(ballot.vote().leader())
                && initial.zxid() != Histories.UNTRUSTED) {
            supporters.add(voters.self());
        }
        return supporters;
    }

    private Set<ServerId> those(BiPredicate<ServerId, Word> say) {
        Set<ServerId> those = new TreeSet<>();
        words.forEach(
                (server, word) -> {
                    if (voters.isVoter(server) && say.test(server, word)) {
                        those.add(server);
                    }
                });
        return those;
    }

    private boolean allAgree(Predicate<ServerId> reachable) {
        for (ServerId voter : voters.others()) {
            Word word = words.get(voter);
            boolean agrees = word != null && (word.abstains() || word.ballot().agreesWith(ballot));
            if (!agrees && reachable.test(voter)) {
                return false;
            }
        }
        return true;
    }

    /** Nobody agrees for a while: with two voters, the oracle may let this one go on alone. */
    void goOnAlone() {
        if (voters.oracleGrants() && ballot.isFor(voters.self())) {
            decision = ballot;
        }
    }
}
