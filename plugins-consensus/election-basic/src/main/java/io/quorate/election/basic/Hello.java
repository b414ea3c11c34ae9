package io.quorate.election.basic;

import io.quorate.election.kit.Introduction;
import io.quorate.model.ServerId;
import io.quorate.peer.Endpoint;
import java.util.List;

/**
 * The dialler's first message: who it is and where its own election port is.
 *
 * @param sender the dialler
 * @param addresses its election addresses, at least one
 */
record Hello(ServerId sender, List<Endpoint> addresses) implements BasicMessage, Introduction {
    Hello {
        addresses = List.copyOf(addresses);
    }
}
