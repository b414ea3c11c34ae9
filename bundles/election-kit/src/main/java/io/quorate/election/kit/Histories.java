package io.quorate.election.kit;

import io.quorate.model.Vote;
import io.quorate.model.Zxid;

/**
 * What the history a vote tells of must be for the vote to count. Source: spec quorum-protocol
 * sections 2 and 7.6.
 */
public final class Histories {

    /** The zxid of a server whose empty history may be a loss: it neither votes nor counts. */
    public static final long UNTRUSTED = -1;

    private Histories() {}

    /**
     * Whether some server could have this history: no zxid is later than the current epoch it
     * stands in, and no epoch later than the last one.
     */
    public static boolean isPossible(Vote vote) {
        boolean history =
                vote.zxid() == UNTRUSTED
                        || vote.zxid() >= 0 && Zxid.epoch(vote.zxid()) <= vote.epoch();
        return vote.epoch() >= 0 && vote.epoch() <= Zxid.EPOCH_MAX && history;
    }

    /**
     * Whether a server leaves a candidate to others. A voter that votes for nobody has a history
     * that the ensemble goes on without. Its like may still vote for each other, or for it, since
     * before they knew; such votes would wander between them for ever and be there when the leader
     * of the others goes. Source: docs/adr/0053.
     *
     * @param initial the first vote of this server in the election
     */
    public static boolean standsAside(Voters voters, Vote initial, Vote candidate) {
        return initial.leader().equals(Vote.NOBODY)
                && voters.committed().participates(voters.self())
                && candidate.epoch() <= initial.epoch();
    }
}
