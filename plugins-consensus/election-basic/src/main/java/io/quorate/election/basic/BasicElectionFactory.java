package io.quorate.election.basic;

import io.quorate.election.ElectionCore;
import io.quorate.election.ElectionFactory;
import io.quorate.election.kit.ElectionSettings;
import io.quorate.election.kit.VoteOrder;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.Port;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Offers {@code basic}: polls until a quorum agrees, on one port. Any thread. */
@Component(
        configurationPid = "io.quorate.election.basic",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = ElectionFactory.ALGORITHM + "=basic")
public final class BasicElectionFactory implements ElectionFactory {

    private final BasicTimeouts own;

    /** Properties of this component, as the table of keys names them. */
    @interface Configuration {
        int pauseMillisMin() default 100;

        int pauseMillisMax() default 2_000;

        int dialTimeoutMillis() default 5_000;

        int preambleTimeoutMillis() default -1;
    }

    /** With the default of every key. */
    public BasicElectionFactory() {
        this(BasicTimeouts.DEFAULTS);
    }

    public BasicElectionFactory(BasicTimeouts own) {
        this.own = own;
    }

    @Activate
    public BasicElectionFactory(Configuration configuration) {
        this(
                new BasicTimeouts(
                        configuration.pauseMillisMin(),
                        configuration.pauseMillisMax(),
                        configuration.dialTimeoutMillis(),
                        configuration.preambleTimeoutMillis()));
    }

    @Override
    public List<Port> ports(EnsembleSettings settings) {
        return List.of(
                new Port(
                        BasicElectionCore.PORT,
                        BasicCodec::new,
                        shared(settings).preambleTimeoutMillis(),
                        BasicCodec.PAYLOAD_BYTES_MAX + Integer.BYTES,
                        Port.Security.QUORUM));
    }

    @Override
    public ElectionCore create(EnsembleSettings settings) {
        return create(settings, VoteOrder.EPOCH_ZXID_ID);
    }

    ElectionCore create(EnsembleSettings settings, VoteOrder order) {
        return new BasicElectionCore(
                shared(settings), order, new PollPause(own.pauseMillisMin(), own.pauseMillisMax()));
    }

    private ElectionSettings shared(EnsembleSettings settings) {
        return ElectionSettings.of(settings, own.dialTimeoutMillis(), own.preambleTimeoutMillis());
    }
}
