package io.quorate.election.fast;

import io.quorate.model.Role;
import io.quorate.model.Vote;

/**
 * A vote as a server cast it.
 *
 * @param round the round it was cast or decided in
 * @param state role of the server that cast it
 * @param version format version of the message it came with; 0 also for votes counted within the
 *     running round (spec quorum-protocol section 7.4)
 */
record Ballot(Vote vote, long round, Role state, int version) {

    Ballot withVersion(int other) {
        return new Ballot(vote, round, state, other);
    }
}
