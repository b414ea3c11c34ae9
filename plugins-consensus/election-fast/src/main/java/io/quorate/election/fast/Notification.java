package io.quorate.election.fast;

import io.quorate.election.kit.Histories;
import io.quorate.model.Membership;
import io.quorate.model.Role;
import io.quorate.model.Vote;
import org.jspecify.annotations.Nullable;

/**
 * The role and the vote of its sender; the only message after the handshake.
 *
 * <p>Source: spec quorum-protocol section 6.
 *
 * @param state role of the sender
 * @param vote the leader it proposes, or the vote it stands by
 * @param round its round while LOOKING, else the round that decided the vote
 * @param version format version the sender used: 0 without configuration, 2 with
 * @param committed the sender's committed configuration; null if there was none or it could not be
 *     understood
 */
record Notification(Role state, Vote vote, long round, int version, @Nullable Membership committed)
        implements ElectionMessage {

    /** The format written here. */
    static final int CURRENT_VERSION = 2;

    /** Most bytes behind the length of a frame. */
    static final int PAYLOAD_BYTES_MAX = 512 * 1024;

    static Notification of(Role state, Vote vote, long round, @Nullable Membership committed) {
        return new Notification(state, vote, round, CURRENT_VERSION, committed);
    }

    /** Whether some server could have this history and have come to this round. */
    boolean isPossible() {
        return round >= 0 && Histories.isPossible(vote);
    }

    /** What is counted of it. */
    Ballot ballot() {
        return new Ballot(vote, round, state, version);
    }

    @Override
    public String toString() {
        return "Notification["
                + state
                + ", "
                + vote
                + ", round "
                + round
                + (committed == null
                        ? "]"
                        : ", config " + Long.toHexString(committed.version()) + "]");
    }
}
