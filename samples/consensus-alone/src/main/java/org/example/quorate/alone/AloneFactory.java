package org.example.quorate.alone;

import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.Port;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** The protocol {@code alone}: one server, no port, no election. */
@Component(
        configurationPid = "org.example.quorate.alone",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = ConsensusFactory.PROTOCOL + "=alone")
public final class AloneFactory implements ConsensusFactory {

    @Override
    public List<Port> ports(EnsembleSettings settings) {
        return List.of();
    }

    @Override
    public String protocol() {
        return "alone";
    }

    @Override
    public boolean needsPeers() {
        return false;
    }

    @Override
    public boolean needsElection() {
        return false;
    }

    @Override
    public ConsensusCore create(EnsembleSettings settings) {
        return new AloneCore(settings.windowTxns(), settings.windowBytes());
    }
}
