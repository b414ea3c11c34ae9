package io.quorate.peer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a core wants done with links. Executed in order, on the replica loop, after the step that
 * emitted them has returned. An action on a link that is unknown or already down is dropped
 * silently: its LinkDown is on the way.
 *
 * <p>Source: consensus SPI sections 1.1 and 1.4.
 */
public sealed interface LinkAction {

    /**
     * Replaces the set of addresses a port listens on; existing links stay.
     *
     * @param port name of a port this core declared
     * @param endpoints empty = stop listening
     */
    record Listen(String port, List<Endpoint> endpoints) implements LinkAction {
        public Listen {
            endpoints = List.copyOf(endpoints);
        }
    }

    /**
     * Connects. Names are resolved now, the addresses are raced, the first connection wins. Ends in
     * exactly one LinkUp or DialFailed.
     *
     * @param dial name of this attempt
     * @param port name of a port this core declared
     * @param endpoints at least one
     * @param preamble leaves in a single write before anything else; null if the port has none
     * @param timeoutMillis for everything up to LinkUp, more than 0
     */
    record Dial(
            DialId dial,
            String port,
            List<Endpoint> endpoints,
            @Nullable PeerMessage preamble,
            int timeoutMillis)
            implements LinkAction {
        public Dial {
            endpoints = List.copyOf(endpoints);
        }
    }

    /**
     * Sends a message, not before everything up to ticket {@code after} is durable. Gated sends of
     * a link leave in the order emitted; a send with a smaller ticket may overtake a waiting one.
     * Above the hard mark the link goes down with OVERFLOW.
     *
     * @param after ticket of a persistence action already emitted; 0 = at once
     */
    record Send(LinkId link, PeerMessage message, long after) implements LinkAction {}

    /**
     * Closes a link after flushing what was released before; gated sends still waiting are dropped.
     * LinkDown with LOCAL follows.
     */
    record Close(LinkId link) implements LinkAction {}

    /**
     * Stops ({@code true}) or resumes reading a link. After a stop at most one receive window of
     * messages still arrives. For synchronisation, and for a learner that asks for too much as long
     * as nothing hangs on what its link may bring (consensus SPI H5).
     */
    record Pause(LinkId link, boolean paused) implements LinkAction {}
}
