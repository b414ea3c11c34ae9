package io.quorate.consensus.zab;

import io.quorate.model.ServerId;
import io.quorate.peer.Endpoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Whom a learner dials: the leader, several times; or, as an observer that may follow any voter,
 * the voters in an order of its own. Source: spec quorum-protocol sections 15, 18.
 */
final class LeaderDialer {

    /**
     * With pauses that double from 2 ms up to 320 ms a leader that is slow to listen is given three
     * seconds. The first half of a second is what any leader may need; one that still looks for a
     * leader later than that has given up.
     */
    private static final int LEADER_DIALS_MAX = 17;

    private static final int USUAL_DIALS = 9;

    private final String port;
    private final List<List<Endpoint>> targets = new ArrayList<>();
    private final List<ServerId> servers = new ArrayList<>();
    private int next;

    LeaderDialer(Server server, ServerId leader, boolean observes) {
        Ensemble ensemble = server.ensemble();
        int masterPort = observes ? Settings.observerMasterPort(server.settings()) : 0;
        port = masterPort == 0 ? ZabFactory.QUORUM_PORT : ZabFactory.OBSERVER_PORT;
        if (masterPort == 0) {
            List<Endpoint> endpoints = ensemble.quorumEndpoints(leader);
            for (int i = 0; i < LEADER_DIALS_MAX && !endpoints.isEmpty(); i++) {
                targets.add(endpoints);
                servers.add(leader);
            }
        } else {
            List<ServerId> voters = new ArrayList<>(ensemble.committed().participants());
            while (!voters.isEmpty()) {
                ServerId voter = voters.remove(server.randomBelow(voters.size()));
                targets.add(ensemble.endpoints(voter, masterPort));
                servers.add(voter);
            }
        }
    }

    String port() {
        return port;
    }

    /** True if the other side is no leader. */
    boolean toMaster() {
        return port.equals(ZabFactory.OBSERVER_PORT);
    }

    /** True if the leader has been dialled longer than a leader usually needs to listen. */
    boolean isSlow() {
        return !toMaster() && next > USUAL_DIALS;
    }

    /** True if everybody has been dialled. */
    boolean exhausted() {
        return next == targets.size();
    }

    /** The server dialled last. */
    ServerId reached() {
        return servers.get(next - 1);
    }

    List<Endpoint> next() {
        return targets.get(next++);
    }
}
