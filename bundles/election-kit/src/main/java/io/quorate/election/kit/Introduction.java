package io.quorate.election.kit;

import io.quorate.model.ServerId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.PeerMessage;
import java.util.List;

/**
 * What a dialler says of itself before anything else; the preamble of an election port.
 *
 * <p>Source: spec quorum-protocol section 5.2.
 */
public interface Introduction extends PeerMessage {

    /** The dialler. */
    ServerId sender();

    /** Where its own election port is; empty if it does not say. */
    List<Endpoint> addresses();

    /** The addresses at which the sender can be called back; a wildcard says nothing to others. */
    default List<Endpoint> reachableAddresses() {
        return addresses().stream()
                .filter(address -> address.port() != 0 && !isWildcard(address.host()))
                .toList();
    }

    private static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::") || host.equals("0:0:0:0:0:0:0:0");
    }
}
