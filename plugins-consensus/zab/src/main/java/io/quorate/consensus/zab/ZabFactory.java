package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.Port;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/**
 * Offers {@code zab}: the broadcast of Apache ZooKeeper 3.9, in ensembles of its servers, ours or
 * both. Any thread.
 */
@Component(
        configurationPid = "io.quorate.consensus.zab",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = ConsensusFactory.PROTOCOL + "=" + ZabFactory.NAME)
public final class ZabFactory implements ConsensusFactory {

    static final String NAME = "zab";

    /** The leader's listener; learners dial it. */
    static final String QUORUM_PORT = "quorum";

    /** The listener of followers that feed observers; only if {@code observerMasterPort} is set. */
    static final String OBSERVER_PORT = "observer";

    /** Room for what stands around a record of the greatest size: packet header, identities. */
    private static final int PACKET_EXTRA_BYTES = 64 * 1024;

    @Override
    public List<Port> ports(EnsembleSettings settings) {
        return Settings.observerMasterPort(settings) == 0
                ? List.of(port(QUORUM_PORT, settings))
                : List.of(port(QUORUM_PORT, settings), port(OBSERVER_PORT, settings));
    }

    private static Port port(String name, EnsembleSettings settings) {
        int bytesMax = settings.messageBytesMax();
        return new Port(
                name,
                dialled -> new QuorumCodec(dialled, bytesMax),
                0,
                bytesMax + PACKET_EXTRA_BYTES,
                Port.Security.QUORUM);
    }

    @Override
    public String protocol() {
        return NAME;
    }

    @Override
    public boolean needsPeers() {
        return true;
    }

    @Override
    public boolean needsElection() {
        return true;
    }

    @Override
    public ConsensusCore create(EnsembleSettings settings) {
        return new ZabCore(settings, Rules.SOUND);
    }
}
