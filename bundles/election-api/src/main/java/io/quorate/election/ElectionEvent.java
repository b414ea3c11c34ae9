package io.quorate.election;

import io.quorate.model.Membership;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.LinkEvent;
import org.jspecify.annotations.Nullable;

/**
 * What an election core learns. A new kind of event is a major change of this package.
 *
 * <p>Source: consensus SPI section 1.3.
 */
public sealed interface ElectionEvent {

    /**
     * First event, once. The core opens its port and answers newcomers from now on.
     *
     * @param self this server
     * @param committed the configuration in force
     * @param proposed a later configuration not yet committed; null if none
     * @param seed the only source of randomness
     */
    record Boot(ServerId self, Membership committed, @Nullable Membership proposed, long seed)
            implements ElectionEvent {}

    /**
     * Start a new round with this vote, whose leader may be another server. Supersedes a round
     * under way.
     */
    record Begin(Vote vote) implements ElectionEvent {}

    /**
     * The role of this server, from now on the answer to newcomers; the round number is kept by the
     * core.
     *
     * @param leader null while LOOKING
     */
    record Standing(Role role, @Nullable ServerId leader, long epoch, long zxid)
            implements ElectionEvent {}

    /**
     * Configurations changed; links follow them.
     *
     * @param proposed null if none
     */
    record MembershipChanged(Membership committed, @Nullable Membership proposed)
            implements ElectionEvent {}

    /** Time went on; at least every 10 ms. */
    record Tick() implements ElectionEvent {
        /** The only value anyone needs. */
        public static final Tick INSTANCE = new Tick();
    }

    /** Something happened to a link of a port this core declared. */
    record Link(LinkEvent event) implements ElectionEvent {}

    /** The content of the quorum oracle file. */
    record OracleChanged(boolean grants) implements ElectionEvent {}
}
