package io.quorate.gate.peer;

import io.quorate.loop.NettyLoops;
import io.quorate.peer.host.PeerLinks;
import io.quorate.runtime.Loop;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The peer gate as a component. */
@Component(
        service = PeerLinks.class,
        configurationPid = "io.quorate.gate.peer",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class PeerGateComponent extends PeerGate {

    /**
     * A gate without ports.
     *
     * @throws IllegalArgumentException with a sentence if the list of peer addresses is none
     */
    @Activate
    public PeerGateComponent(
            PeerGateConfig config, @Reference NettyLoops loops, @Reference Loop loop) {
        super(settings(config), loops, loop);
    }

    @Override
    @Deactivate
    public void close() {
        super.close();
    }

    private static PeerGateSettings settings(PeerGateConfig config) {
        return new PeerGateSettings(
                new PeerGateSettings.SendBounds(
                        config.sendHighBytes(), config.sendLowBytes(), config.sendHardBytes()),
                new PeerGateSettings.LinkLimits(
                        config.linksMax(), config.halfOpenMax(), config.halfOpenPerAddressMax()),
                new PeerGateSettings.BindSettings(
                        config.backlog(), config.bindAttempts(), config.bindPauseMillis()),
                List.of(config.peerAddresses()),
                config.strangerLogPauseMillis(),
                config.tcpKeepAlive(),
                config.tls(),
                config.sasl());
    }
}
