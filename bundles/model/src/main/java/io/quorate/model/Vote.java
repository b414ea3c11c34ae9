package io.quorate.model;

import java.util.Objects;

/**
 * The leader that a server proposes, and how good that server's history is.
 *
 * <p>Source: spec quorum-protocol section 7.1.
 *
 * @param leader the proposed leader; an observer, who has no vote, proposes {@link #NOBODY}
 * @param zxid last logged zxid of the proposed leader
 * @param epoch current epoch of the proposed leader (multi-paxos: epoch of its last accepted
 *     ballot)
 */
public record Vote(ServerId leader, long zxid, long epoch) {

    /** The leader named by servers that have no vote. */
    public static final ServerId NOBODY = new ServerId(Long.MIN_VALUE);

    /** The initial vote of a server that must not win and must not influence others. */
    public static final Vote NEUTRAL = new Vote(NOBODY, Long.MIN_VALUE, Long.MIN_VALUE);

    public Vote {
        Objects.requireNonNull(leader, "leader");
    }
}
