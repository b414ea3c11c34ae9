package io.quorate.election.kit;

import io.quorate.model.Vote;

/** Which of two candidates is better. Source: spec quorum-protocol section 7.3. */
@FunctionalInterface
public interface VoteOrder {

    /**
     * The newer epoch, then the longer history, then the greater id; the candidate must be
     * electable.
     */
    VoteOrder EPOCH_ZXID_ID =
            (candidate, than, voters) -> {
                if (!voters.isElectable(candidate.leader())) {
                    return false;
                }
                if (candidate.epoch() != than.epoch()) {
                    return candidate.epoch() > than.epoch();
                }
                if (candidate.zxid() != than.zxid()) {
                    return candidate.zxid() > than.zxid();
                }
                return candidate.leader().compareTo(than.leader()) > 0;
            };

    /**
     * Whether a candidate is better than the one that is voted for.
     *
     * @param voters who can be elected at all
     */
    boolean better(Vote candidate, Vote than, Voters voters);
}
