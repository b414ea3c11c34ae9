package io.quorate.election.basic;

import io.quorate.model.ServerId;
import io.quorate.model.Vote;

/**
 * A vote, and for which candidacy of its leader it was cast. A server that begins an election
 * stands under a new random number; votes for it from before, whoever may still hold them, count no
 * more.
 *
 * @param candidacy number the leader stood under; {@link #UNKNOWN} if the server that cast the vote
 *     has not heard it
 */
record Ballot(Vote vote, long candidacy) {

    /** No number any server stands under. */
    static final long UNKNOWN = 0;

    /** What a server says that has not voted. */
    static final Ballot NONE = new Ballot(Vote.NEUTRAL, UNKNOWN);

    boolean isFor(ServerId server) {
        return vote.leader().equals(server);
    }

    /** Whether both are for the same leader in the same candidacy, whatever they tell of it. */
    boolean agreesWith(Ballot other) {
        return candidacy != UNKNOWN
                && candidacy == other.candidacy
                && vote.leader().equals(other.vote.leader());
    }
}
