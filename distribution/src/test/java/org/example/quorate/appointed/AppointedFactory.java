package org.example.quorate.appointed;

import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.Port;
import java.util.List;
import org.example.quorate.alone.AloneFactory;

/**
 * The protocol {@code appointed}: of an ensemble that needs no election, because its leader is the
 * only voter. Its core is that of the sample {@code alone}.
 */
public final class AppointedFactory implements ConsensusFactory {

    private final AloneFactory alone = new AloneFactory();

    @Override
    public String protocol() {
        return "appointed";
    }

    @Override
    public boolean needsPeers() {
        return true;
    }

    @Override
    public boolean needsElection() {
        return false;
    }

    @Override
    public List<Port> ports(EnsembleSettings settings) {
        return alone.ports(settings);
    }

    @Override
    public ConsensusCore create(EnsembleSettings settings) {
        return alone.create(settings);
    }
}
