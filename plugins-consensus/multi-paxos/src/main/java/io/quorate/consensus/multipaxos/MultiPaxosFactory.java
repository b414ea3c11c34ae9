package io.quorate.consensus.multipaxos;

import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.consensus.multipaxos.state.PaxosSettings;
import io.quorate.consensus.multipaxos.wire.PaxosPorts;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.Port;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/**
 * Offers {@code multi-paxos}: Multi-Paxos over one chain of transactions, with a leader lease. All
 * servers of an ensemble must have it. Any thread.
 */
@Component(
        configurationPid = "io.quorate.consensus.multipaxos",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = ConsensusFactory.PROTOCOL + "=" + MultiPaxosFactory.NAME)
public final class MultiPaxosFactory implements ConsensusFactory {

    static final String NAME = "multi-paxos";

    private final PaxosSettings settings;
    private final PaxosRules rules;

    /** Properties of this component, as the table of keys names them. */
    @interface Configuration {
        long clusterId() default 0;

        int leaseMillis() default 200;

        int clockDriftPerMilleMax() default 10;

        int snapshotTransfersMax() default 10;
    }

    /** With the default of every key. */
    public MultiPaxosFactory() {
        this(PaxosSettings.DEFAULTS);
    }

    public MultiPaxosFactory(PaxosSettings settings) {
        this(settings, PaxosRules.SOUND);
    }

    /** With rules that may be wrong. */
    public MultiPaxosFactory(PaxosSettings settings, PaxosRules rules) {
        this.settings = settings;
        this.rules = rules;
    }

    @Activate
    public MultiPaxosFactory(Configuration configuration) {
        this(
                new PaxosSettings(
                        configuration.clusterId(),
                        configuration.leaseMillis(),
                        configuration.clockDriftPerMilleMax(),
                        configuration.snapshotTransfersMax()));
    }

    @Override
    public List<Port> ports(EnsembleSettings ensemble) {
        int bytesMax = ensemble.messageBytesMax();
        Port quorum = PaxosPorts.port(PaxosPorts.QUORUM, ensemble.self(), bytesMax);
        return settings.in(ensemble).observerMasterPort() == 0
                ? List.of(quorum)
                : List.of(quorum, PaxosPorts.port(PaxosPorts.OBSERVER, ensemble.self(), bytesMax));
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
        return new MultiPaxosCore(ensemble, settings, rules);
    }
}
