package io.quorate.simulation.model;

import io.quorate.election.ElectionCore;
import io.quorate.election.ElectionFactory;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.Port;
import java.util.List;

/**
 * In the place of an election: nobody votes, and whoever looks for a leader is told any name, each
 * server another one if it comes to that. No consensus may be harmed by it. The names come as moves
 * of the search.
 */
final class OracleElection implements ElectionFactory {

    @Override
    public List<Port> ports(EnsembleSettings settings) {
        return List.of();
    }

    @Override
    public ElectionCore create(EnsembleSettings settings) {
        return (nowNanos, event, actions) -> {};
    }
}
