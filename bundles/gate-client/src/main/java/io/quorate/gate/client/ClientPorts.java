package io.quorate.gate.client;

import io.netty.channel.ChannelFuture;
import io.quorate.gate.client.secure.SecureDoor;
import io.quorate.gate.client.settings.GateSettings;
import io.quorate.gate.client.settings.ListenSettings;
import io.quorate.gate.client.settings.SecureListenSettings;
import io.quorate.loop.NettyLoops;
import io.quorate.runtime.Counter;
import io.quorate.runtime.PortUnavailable;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plain port and the one with TLS; either may be missing. Any thread but the loop, except where
 * said.
 */
final class ClientPorts {

    private static final Logger LOG = LoggerFactory.getLogger(ClientPorts.class);

    private final @Nullable SecureDoor door;
    private final ClientListener plain;
    private final ClientListener secure;

    /**
     * Opens what is set.
     *
     * @throws PortUnavailable if one of them cannot be had; then none is open
     */
    ClientPorts(GateSettings settings, NettyLoops loops, GateContext gate) {
        ListenSettings listen = settings.listen();
        SecureListenSettings tls = settings.secure();
        ConnectionLimiter limiter = new ConnectionLimiter(gate);
        SecureDoor opened = SecureDoor.of(tls, gate.loop);
        this.door = opened;
        this.plain =
                new ClientListener(
                        listen,
                        loops,
                        gate,
                        limiter,
                        "clientPort",
                        client -> {
                            if (opened != null && tls.unified()) {
                                opened.guard(client, true);
                            }
                        });
        this.secure =
                new ClientListener(
                        listen,
                        loops,
                        gate,
                        limiter,
                        "secureClientPort",
                        client -> Objects.requireNonNull(opened).guard(client, false));
        try {
            if (listen.port() >= 0) {
                plain.open(listen.address(), listen.port());
                LOG.info(
                        tls.unified()
                                ? "Clients are welcome at {}, with and without TLS"
                                : "Clients are welcome at {}",
                        plain.address());
            }
            if (tls.port() >= 0) {
                secure.open(tls.address(), tls.port());
                LOG.info("Clients with TLS are welcome at {}", secure.address());
            }
        } catch (PortUnavailable taken) {
            close();
            closeDoor();
            throw taken;
        }
    }

    /** The one that may move. */
    ClientListener plain() {
        return plain;
    }

    @Nullable InetSocketAddress secureAddress() {
        return secure.address();
    }

    /** Of all that are open. */
    List<InetSocketAddress> addresses() {
        return Stream.of(plain.address(), secure.address()).filter(Objects::nonNull).toList();
    }

    /** Figures of TLS. Replica's loop. */
    List<Counter> counters() {
        return door == null ? List.of() : door.counters();
    }

    /** Handshakes under way now. */
    int handshakes() {
        return door == null ? 0 : door.underWay();
    }

    /** Begins to close both. */
    List<ChannelFuture> close() {
        return Stream.of(plain.close(), secure.close()).filter(Objects::nonNull).toList();
    }

    /** No handshake begins any more; to be called when no connection is left. */
    void closeDoor() {
        if (door != null) {
            door.close();
        }
    }
}
