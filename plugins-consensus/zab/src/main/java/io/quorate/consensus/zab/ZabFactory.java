package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusCore;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.zab.state.Rules;
import io.quorate.consensus.zab.state.ZabSettings;
import io.quorate.consensus.zab.wire.ZabPorts;
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

    private final ZabSettings settings;
    private final Rules rules;

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
        this(settings, Rules.SOUND);
    }

    /** With rules that may be wrong. */
    ZabFactory(ZabSettings settings, Rules rules) {
        this.settings = settings;
        this.rules = rules;
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
        int bytesMax = ensemble.messageBytesMax();
        Port quorum = ZabPorts.port(ZabPorts.QUORUM, ensemble.self(), bytesMax);
        return settings.in(ensemble).observerMasterPort() == 0
                ? List.of(quorum)
                : List.of(quorum, ZabPorts.port(ZabPorts.OBSERVER, ensemble.self(), bytesMax));
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
        return new ZabCore(ensemble, settings, rules);
    }
}
