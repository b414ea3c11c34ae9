package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.Port;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
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

    private final ZabSettings settings;

    /** Properties of this component, as the table of keys names them. */
    @interface Configuration {
        int connectTicks() default 0;

        int snapshotTransfersMax() default 10;

        int epochWaitMillisMax() default -1;

        int redialDelayMillisMax() default 0;

        int electionDelayMillisMax() default 200;
    }

    /** With the default of every key. */
    public ZabFactory() {
        this(ZabSettings.DEFAULTS);
    }

    public ZabFactory(ZabSettings settings) {
        this.settings = settings;
    }

    @Activate
    public ZabFactory(Configuration configuration) {
        this(
                new ZabSettings(
                        configuration.connectTicks(),
                        configuration.snapshotTransfersMax(),
                        configuration.epochWaitMillisMax(),
                        configuration.redialDelayMillisMax(),
                        configuration.electionDelayMillisMax()));
    }

    @Override
    public List<Port> ports(EnsembleSettings ensemble) {
        return Settings.observerMasterPort(ensemble) == 0
                ? List.of(port(QUORUM_PORT, ensemble))
                : List.of(port(QUORUM_PORT, ensemble), port(OBSERVER_PORT, ensemble));
    }

    private static Port port(String name, EnsembleSettings ensemble) {
        int bytesMax = ensemble.messageBytesMax();
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
    public ConsensusCore create(EnsembleSettings ensemble) {
        return new ZabCore(ensemble, settings, Rules.SOUND);
    }
}
