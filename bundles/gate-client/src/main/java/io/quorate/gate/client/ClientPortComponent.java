package io.quorate.gate.client;

import io.quorate.gate.client.settings.ConnectThrottleSettings;
import io.quorate.gate.client.settings.ConnectWeights;
import io.quorate.gate.client.settings.ConnectionLimits;
import io.quorate.gate.client.settings.GateSettings;
import io.quorate.gate.client.settings.ListenSettings;
import io.quorate.gate.client.settings.PacketLimits;
import io.quorate.gate.client.settings.RequestThrottleSettings;
import io.quorate.gate.client.settings.SecureListenSettings;
import io.quorate.loop.NettyLoops;
import io.quorate.runtime.HaltProcess;
import io.quorate.runtime.Loop;
import io.quorate.runtime.PortUnavailable;
import io.quorate.service.ClientGate;
import io.quorate.service.FourLetterCommands;
import io.quorate.service.RequestHandler;
import io.quorate.tls.TlsException;
import io.quorate.tls.TlsSettings;
import java.util.HashMap;
import java.util.Map;
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
                secure(config),
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

    /**
     * What the configuration says.
     *
     * @throws PortUnavailable if it cannot be obeyed
     */
    private static SecureListenSettings secure(GateConfig config) {
        boolean spoken = config.secureClientPort() >= 0 || config.portUnification();
        try {
            return new SecureListenSettings(
                    config.secureClientPortAddress(),
                    config.secureClientPort(),
                    config.portUnification(),
                    spoken ? TlsSettings.of("ssl.", keys(config)::get) : null,
                    config.tlsHandshakesMax());
        } catch (TlsException unusable) {
            throw PortUnavailable.client(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private static Map<String, String> keys(GateConfig config) {
        Map<String, String> keys = new HashMap<>();
        keys.put("ssl.keyStore.location", config.tlsKeyStoreLocation());
        keys.put("ssl.keyStore.password", config._tlsKeyStorePassword());
        keys.put("ssl.keyStore.passwordPath", config.tlsKeyStorePasswordPath());
        keys.put("ssl.keyStore.type", config.tlsKeyStoreType());
        keys.put("ssl.trustStore.location", config.tlsTrustStoreLocation());
        keys.put("ssl.trustStore.password", config._tlsTrustStorePassword());
        keys.put("ssl.trustStore.passwordPath", config.tlsTrustStorePasswordPath());
        keys.put("ssl.trustStore.type", config.tlsTrustStoreType());
        keys.put("ssl.protocol", config.tlsProtocol());
        keys.put("ssl.enabledProtocols", config.tlsEnabledProtocols());
        keys.put("ssl.ciphersuites", config.tlsCipherSuites());
        keys.put("ssl.clientAuth", config.tlsClientAuth());
        keys.put("ssl.sslProvider", config.tlsProvider());
        keys.put(
                "ssl.handshakeDetectionTimeoutMillis",
                Integer.toString(config.tlsDetectionMillis()));
        return keys;
    }
}
