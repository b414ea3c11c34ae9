package io.quorate.election;

import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.LinkAction;

/**
 * What an election core wants. A new kind of action is a minor change of this package.
 *
 * <p>Source: consensus SPI section 1.3.
 */
public sealed interface ElectionAction {

    /**
     * Do this with a link. {@link LinkAction.Send#after()} is always 0: an election has nothing
     * durable.
     */
    record Link(LinkAction action) implements ElectionAction {}

    /** The round is decided; at most once per {@link ElectionEvent.Begin}. */
    record Decided(Vote vote) implements ElectionAction {}

    /**
     * A voter said it is LOOKING while this server stands.
     *
     * @param vote what it voted for
     */
    record VoterLooking(ServerId server, Vote vote) implements ElectionAction {}

    /** A newer committed configuration came with a notification; only while looking. */
    record MembershipHeard(Membership membership) implements ElectionAction {}
}
