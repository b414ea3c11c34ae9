package io.quorate.gate.peer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.quorate.loop.BindReason;
import io.quorate.peer.Endpoint;
import io.quorate.peer.Port;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bound addresses of one port. Loop thread only. */
final class Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    /** A failure that is older has nothing to do with the next one. */
    private static final long FORGOTTEN_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** Failed attempts in a row, and when the last one was. */
    private record Failures(int attempts, long lastNanos) {}

    private final PeerGate gate;
    private final Port port;
    private final ServerBootstrap bootstrap;
    private final Map<Endpoint, Bound> bounds = new HashMap<>();

    /**
     * Kept beyond the life of a bound address: a leader whose terms end before it has tried often
     * enough must not begin anew with each of them.
     */
    private final Map<Endpoint, Failures> failures = new HashMap<>();

    Listener(PeerGate gate, Port port, ServerBootstrap bootstrap) {
        this.gate = gate;
        this.port = port;
        this.bootstrap = bootstrap;
    }

    /** From now on exactly these. */
    @SuppressWarnings("NullAway") // goes over its keys
    void listen(List<Endpoint> endpoints, NameLookup names) {
        for (Endpoint endpoint : List.copyOf(bounds.keySet())) {
            if (!endpoints.contains(endpoint)) {
                bounds.remove(endpoint).close();
            }
        }
        for (Endpoint endpoint : endpoints) {
            if (!bounds.containsKey(endpoint)) {
                Bound bound = new Bound(endpoint, names);
                bounds.put(endpoint, bound);
                bound.bind();
            }
        }
    }

    /** Where it listens now. */
    List<InetSocketAddress> addresses() {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (Bound bound : bounds.values()) {
            bound.channels.forEach(
                    channel -> addresses.add((InetSocketAddress) channel.localAddress()));
        }
        return addresses;
    }

    /** One address is enough to be found at; a port without any is a failure. */
    private void giveUp(Bound last, String reason) {
        if (last.closed) {
            return;
        }
        last.givenUp = true;
        if (bounds.values().stream().anyMatch(bound -> !bound.givenUp)) {
            LOG.error(
                    "Port {} does not listen on {}: {}; it goes on without this address",
                    port.name(),
                    last.endpoint,
                    reason);
        } else {
            gate.listenFailed(
                    port,
                    "port " + port.name() + " cannot listen on " + last.endpoint + ": " + reason);
        }
    }

    /** One address to be bound, tried again a few times. */
    private final class Bound {

        private final Endpoint endpoint;
        private final NameLookup names;
        private final List<Channel> channels = new ArrayList<>();
        private boolean givenUp;
        private boolean closed;

        Bound(Endpoint endpoint, NameLookup names) {
            this.endpoint = endpoint;
            this.names = names;
        }

        void bind() {
            if (!closed) {
                names.find(List.of(endpoint), this::bind);
            }
        }

        private void bind(List<InetSocketAddress> addresses) {
            if (closed) {
                return;
            }
            if (addresses.isEmpty()) {
                failed("the name is unknown");
                return;
            }
            ChannelFuture binding = bootstrap.bind(addresses.getFirst());
            binding.addListener(ignored -> gate.later(() -> ended(binding)));
        }

        @SuppressWarnings("NullAway") // what failed has a cause, and its message
        private void ended(ChannelFuture binding) {
            if (!binding.isSuccess()) {
                failed(BindReason.of(binding.cause()));
            } else if (closed) {
                binding.channel().close();
            } else {
                channels.add(binding.channel());
                failures.remove(endpoint);
                LOG.info("Port {} listens on {}", port.name(), binding.channel().localAddress());
            }
        }

        private void failed(String reason) {
            if (closed) {
                return;
            }
            LOG.warn("Port {} cannot listen on {}: {}", port.name(), endpoint, reason);
            int attempts = attempts();
            int most = gate.settings().bind().attempts();
            if (most > 0 && attempts >= most) {
                gate.later(() -> giveUp(this, reason));
            } else {
                gate.eventLoop()
                        .schedule(
                                () -> bind(),
                                gate.settings().bind().pauseMillis(),
                                TimeUnit.MILLISECONDS);
            }
        }

        /** Counts one more. */
        @SuppressWarnings("NullAway") // in a row is only what has one before
        private int attempts() {
            long nowNanos = System.nanoTime();
            Failures before = failures.get(endpoint);
            boolean inARow = before != null && nowNanos - before.lastNanos() < FORGOTTEN_NANOS;
            int attempts = inARow ? before.attempts() + 1 : 1;
            failures.put(endpoint, new Failures(attempts, nowNanos));
            return attempts;
        }

        void close() {
            closed = true;
            channels.forEach(Channel::close);
        }
    }
}
