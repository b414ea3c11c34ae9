package io.quorate.consensus.zab.state;

import io.quorate.peer.Endpoint;
import io.quorate.peer.EnsembleSettings;
import java.util.List;

/**
 * What this server was configured with. Immutable.
 *
 * @param ensemble what ensembles set for every plugin
 * @param own the keys of this plugin
 */
public record Settings(EnsembleSettings ensemble, ZabSettings own) {

    private static final String ANY_ADDRESS = "0.0.0.0";

    /** Where observers find this server, or others, besides the leader; 0 = nowhere. */
    public int observerMasterPort() {
        return ensemble.number("observerMasterPort", 0);
    }

    /** Whether an oracle may speak for one of two voters. */
    public boolean withOracle() {
        return !ensemble.text("oraclePath").isEmpty();
    }

    /** Where to listen, given the own addresses. */
    public List<Endpoint> listening(List<Endpoint> own) {
        return ensemble.flag("quorumListenOnAllIPs")
                ? own.stream()
                        .map(endpoint -> new Endpoint(ANY_ADDRESS, endpoint.port()))
                        .distinct()
                        .toList()
                : own;
    }
}
