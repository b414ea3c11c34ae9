package io.quorate.consensus.kit.leader;

import io.quorate.consensus.kit.state.Server;
import io.quorate.model.Membership;
import io.quorate.peer.Endpoint;
import java.util.List;

/** Where a leader listens for learners, as configurations change. */
public final class QuorumListener {

    private final Server server;
    private final String port;
    private List<Endpoint> endpoints = List.of();
    private Membership by;

    /** A listener that does not listen yet, of a port with this name. */
    public QuorumListener(Server server, String port) {
        this.server = server;
        this.port = port;
    }

    /** Listens where the configuration in force says. */
    public void listen() {
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
            server.out().listen(port, own);
        }
    }

    /** Listens no more. */
    public void stop() {
        server.out().listen(port, List.of());
    }
}
