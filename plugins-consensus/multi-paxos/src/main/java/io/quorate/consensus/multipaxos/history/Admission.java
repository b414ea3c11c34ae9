package io.quorate.consensus.multipaxos.history;

import io.quorate.consensus.kit.leader.Refusals;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.model.ServerId;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import java.util.HashMap;
import java.util.Map;

/**
 * Who may speak to this server as a learner: servers of the same protocol and cluster. Keeps what
 * those call themselves. Source: spec multi-paxos section 9.
 */
public final class Admission {

    private final Server server;
    private final long clusterId;
    private final Refusals refusals;
    private final Map<LinkId, ServerId> names = new HashMap<>();

    /**
     * Nobody has come.
     *
     * @param refusals logs who is turned away
     */
    public Admission(Server server, long clusterId, Refusals refusals) {
        this.server = server;
        this.clusterId = clusterId;
        this.refusals = refusals;
    }

    /** False if who has dialled must go; it is told why, if it can understand that. */
    public boolean admits(LinkEvent.LinkUp up) {
        if (!(up.preamble() instanceof PaxosMessage.Preamble preamble)) {
            return false;
        }
        ServerId self = server.ensemble().self();
        String objection = preamble.objection(clusterId, self);
        if (objection == null) {
            names.put(up.link(), preamble.server());
            return true;
        }
        PaxosMessage.Refused refusal = preamble.refusal(clusterId, self);
        if (refusal != null) {
            server.out().send(up.link(), refusal);
        }
        return refusals.refuse(preamble.server(), objection);
    }

    /** What the server on this link calls itself. */
    public ServerId name(LinkId link) {
        return names.get(link);
    }

    /** A server is gone. */
    public void left(LinkId link) {
        names.remove(link);
    }
}
