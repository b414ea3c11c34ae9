package io.quorate.consensus.solo;

import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.Port;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Offers {@code solo}: one server that decides alone. No port, no election. Any thread. */
@Component(
        configurationPid = "io.quorate.consensus.solo",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = ConsensusFactory.PROTOCOL + "=" + SoloFactory.NAME)
public final class SoloFactory implements ConsensusFactory {

    static final String NAME = "solo";

    @Override
    public List<Port> ports(EnsembleSettings settings) {
        return List.of();
    }

    @Override
    public String protocol() {
        return NAME;
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
        return new SoloCore(settings);
    }
}
