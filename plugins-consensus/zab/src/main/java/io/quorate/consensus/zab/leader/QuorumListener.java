package io.quorate.consensus.zab.leader;

import io.quorate.consensus.zab.state.Server;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.Membership;
import io.quorate.peer.Endpoint;
import java.util.List;

/** Where a leader listens for learners, as configurations change. */
final class QuorumListener {

    private final Server server;
    private List<Endpoint> endpoints = List.of();
    private Membership by;

    QuorumListener(Server server) {
        this.server = server;
    }

    /** Listens where the configuration in force says. */
    void listen() {
        Membership now = server.ensemble().committed();
        if (now == by) {
            return;
        }
        by = now;
        List<Endpoint> own =
                server.settings()
                        .listening(server.ensemble().quorumEndpoints(server.ensemble().self()));
        if (!own.equals(endpoints)) {
            endpoints = own;
            server.out().listen(ZabPorts.QUORUM, own);
        }
    }

    void stop() {
        server.out().listen(ZabPorts.QUORUM, List.of());
    }
}
