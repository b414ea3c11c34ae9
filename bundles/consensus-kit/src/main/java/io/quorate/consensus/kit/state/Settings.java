package io.quorate.consensus.kit.state;

import io.quorate.peer.Endpoint;
import io.quorate.peer.EnsembleSettings;
import java.util.List;

/**
 * What a server was configured with, as far as the parts of this library ask. Immutable.
 *
 * @param ensemble what ensembles set for every plugin
 * @param connectTicks ticks a learner may take to connect; 0: as many as it may take to synchronise
 * @param snapshotTransfersMax learners that are sent a whole tree at once
 * @param redialDelayMillisMax longest time an observer waits before it dials, ms
 * @param electionDelayMillisMax longest time an observer waits before it looks for a leader, ms
 */
public record Settings(
        EnsembleSettings ensemble,
        int connectTicks,
        int snapshotTransfersMax,
        int redialDelayMillisMax,
        int electionDelayMillisMax) {

    private static final String ANY_ADDRESS = "0.0.0.0";

    public Settings {
        if (connectTicks < 0
                || snapshotTransfersMax < 1
                || redialDelayMillisMax < 0
                || electionDelayMillisMax < 0) {
            throw new IllegalArgumentException("a number of a consensus is below its range");
        }
    }

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
