package io.quorate.gate.client;

import io.quorate.gate.client.settings.ConnectThrottleSettings;
import io.quorate.gate.client.settings.ConnectWeights;
import io.quorate.gate.client.settings.ConnectionLimits;
import io.quorate.gate.client.settings.GateSettings;
import io.quorate.gate.client.settings.ListenSettings;
import io.quorate.gate.client.settings.PacketLimits;
import io.quorate.gate.client.settings.RequestThrottleSettings;
import io.quorate.loop.NettyLoops;
import io.quorate.runtime.HaltProcess;
import io.quorate.runtime.Loop;
import io.quorate.service.ClientGate;
import io.quorate.service.FourLetterCommands;
import io.quorate.service.RequestHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The client port as a component: from activation to deactivation. */
@Component(
        service = ClientGate.class,
        configurationPid = "io.quorate.gate.client",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
public final class ClientPortComponent extends ClientPort {

    /** Opens the port of {@code config}. */
    @Activate
    public ClientPortComponent(
            GateConfig config,
            @Reference NettyLoops loops,
            @Reference Loop loop,
            @Reference RequestHandler handler) {
        super(settings(config), loops, loop, handler, new HaltProcess());
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindCommands(FourLetterCommands commands) {
        present(commands);
    }

    void unbindCommands(FourLetterCommands commands) {
        absent(commands);
    }

    @Override
    @Deactivate
    public void close() {
        super.close();
    }

    static GateSettings settings(GateConfig config) {
        return new GateSettings(
                new ListenSettings(
                        config.clientPortAddress(),
                        config.clientPort(),
                        config.listenBacklog(),
                        config.tcpKeepAlive()),
                new ConnectionLimits(
                        config.maxConnectionsPerHost(),
                        config.maxConnections(),
                        config.sessionlessTimeoutMillis()),
                new PacketLimits(
                        config.frameBytesMax(),
                        config.extraBytesMax(),
                        config.globalOutstandingLimit(),
                        config.largeRequestBytes(),
                        config.largeRequestsBytesMax(),
                        config.unsentBytesMax()),
                new RequestThrottleSettings(
                        config.throttleRequestsMax(),
                        config.throttleStallMillis(),
                        config.throttleDropStale(),
                        config.staleLatencyCheck(),
                        config.staleConnectionCheck(),
                        config.throttledOpWaitMillis()),
                new ConnectThrottleSettings(
                        config.connectTokens(),
                        config.connectFillMillis(),
                        config.connectFillTokens(),
                        config.connectFreezeMillis(),
                        config.connectDropIncrease(),
                        config.connectDropDecrease(),
                        config.connectDecreaseRatio(),
                        new ConnectWeights(
                                config.connectWeights(),
                                config.connectGlobalWeight(),
                                config.connectLocalWeight(),
                                config.connectRenewWeight(),
                                config.localSessions())));
    }
}
