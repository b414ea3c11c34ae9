package io.quorate.election.fast;

import io.quorate.election.kit.Introduction;
import io.quorate.model.ServerId;
import io.quorate.peer.Endpoint;
import java.util.List;

/**
 * The dialler's first message: its number and where its own election port is.
 *
 * <p>Source: spec quorum-protocol section 5.2.
 *
 * @param form how it is written
 * @param sender the dialler
 * @param addresses its election addresses; empty in the bare form
 */
record Handshake(Form form, ServerId sender, List<Endpoint> addresses)
        implements ElectionMessage, Introduction {

    /** The id that observers without a name of their own used in old releases. */
    static final ServerId LEGACY_OBSERVER = new ServerId(Long.MAX_VALUE);

    /** The forms in use since ZooKeeper 3.3. */
    enum Form {
        /** The sender's id and nothing else. */
        BARE,
        /** Protocol version -65536. */
        ONE_ADDRESS,
        /** Protocol version -65535; not understood by servers older than 3.6. */
        MANY_ADDRESSES
    }

    Handshake {
        addresses = List.copyOf(addresses);
    }
}
