package io.quorate.election.fast;

import io.quorate.election.ElectionCore;
import io.quorate.election.ElectionFactory;
import io.quorate.election.kit.VoteOrder;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.Port;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Offers {@code fast}: the election of ZooKeeper 3.4 to 3.9, on one port. Any thread. */
@Component(
        configurationPid = "io.quorate.election.fast",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = ElectionFactory.ALGORITHM + "=fast")
public final class FastElectionFactory implements ElectionFactory {

    private final FastTimeouts own;

    /** Properties of this component, as the table of keys names them. */
    @interface Configuration {
        int silenceMillisMin() default 200;

        int silenceMillisMax() default 60_000;

        int dialTimeoutMillis() default 5_000;

        int preambleTimeoutMillis() default -1;
    }

    /** With the default of every key. */
    public FastElectionFactory() {
        this(FastTimeouts.DEFAULTS);
    }

    public FastElectionFactory(FastTimeouts own) {
        this.own = own;
    }

    @Activate
    public FastElectionFactory(Configuration configuration) {
        this(
                new FastTimeouts(
                        configuration.silenceMillisMin(),
                        configuration.silenceMillisMax(),
                        configuration.dialTimeoutMillis(),
                        configuration.preambleTimeoutMillis()));
    }

    @Override
    public List<Port> ports(EnsembleSettings settings) {
        int preambleTimeoutMillis = FastSettings.of(settings, own).shared().preambleTimeoutMillis();
        return List.of(
                new Port(
                        FastElectionCore.PORT,
                        ElectionCodec::new,
                        preambleTimeoutMillis,
                        Notification.PAYLOAD_BYTES_MAX + Integer.BYTES,
                        Port.Security.QUORUM));
    }

    @Override
    public ElectionCore create(EnsembleSettings settings) {
        return new FastElectionCore(
                FastSettings.of(settings, own), VoteOrder.EPOCH_ZXID_ID, VoteMatch.STANDARD);
    }
}
