package io.quorate.gate.client;

import io.netty.channel.ChannelFuture;
import io.netty.channel.SingleThreadEventLoop;
import io.quorate.loop.NettyLoops;
import io.quorate.runtime.Clock;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.HaltProcess;
import io.quorate.runtime.Loop;
import io.quorate.runtime.PortUnavailable;
import io.quorate.service.ClientGate;
import io.quorate.service.FourLetterCommands;
import io.quorate.service.RequestHandler;
import java.net.InetSocketAddress;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on the client port from activation to deactivation. */
@Component(
        service = ClientGate.class,
        configurationPid = "io.quorate.gate.client",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
public final class ClientPort implements ClientGate {

    private static final Logger LOG = LoggerFactory.getLogger(ClientPort.class);

    private static final long SWEEP_MILLIS = 1000;
    private static final long CLOSE_WAIT_SECONDS = 5;

    private final FaultPolicy faults = new HaltProcess();
    private final GateConfig config;
    private final Loop loop;
    private final GateContext gate;
    private final ClientListener listener;
    private final Loop.Ticking sweeping;
    private final Loop.Ticking admitting;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile FourLetterCommands commands;

    /** Opens the port of {@code config}. */
    @Activate
    public ClientPort(
            GateConfig config,
            @Reference NettyLoops loops,
            @Reference Loop loop,
            @Reference RequestHandler handler) {
        this.config = config;
        this.loop = loop;
        this.gate =
                new GateContext(
                        config,
                        handler,
                        loop,
                        Clock.SYSTEM,
                        new FlushBatcher((SingleThreadEventLoop) loops.replicaLoop()),
                        () -> commands,
                        this);
        this.listener = new ClientListener(config, loops, gate);
        listener.open(config.clientPortAddress(), config.clientPort());
        this.sweeping =
                loop.every(
                        Math.min(SWEEP_MILLIS, Math.max(10, config.sessionlessTimeoutMillis() / 4)),
                        gate::sweep);
        this.admitting =
                config.throttleRequestsMax() > 0
                        ? loop.every(config.throttleStallMillis(), gate.intake::admitWaiting)
                        : null;
        LOG.info("Clients are welcome at {}", listener.address());
    }

    /** As above, with commands that are not services; for tests and embedding. */
    public ClientPort(
            GateConfig config,
            NettyLoops loops,
            Loop loop,
            RequestHandler handler,
            FourLetterCommands commands) {
        this(config, loops, loop, handler);
        this.commands = commands;
    }

    /** On a thread of its own, since a name may have to be looked up. */
    @Override
    public void listenAt(String host, int port) {
        listener.want(host, port);
        Thread.ofPlatform().daemon().name("quorate-client-port").start(this::move);
    }

    private void move() {
        try {
            listener.move();
        } catch (PortUnavailable nowhere) {
            throw faults.fatal("client port", nowhere);
        }
    }

    /** Closes the port and every connection; sessions live on until they expire. */
    @Deactivate
    public void close() {
        sweeping.close();
        if (admitting != null) {
            admitting.close();
        }
        ChannelFuture unbound = listener.close();
        CountDownLatch closed = new CountDownLatch(1);
        loop.execute(
                () -> {
                    List.copyOf(gate.connections()).forEach(Connection::cutOff);
                    closed.countDown();
                });
        try {
            if (!loop.inLoop()
                    && !(closed.await(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)
                            && unbound.await(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS))) {
                LOG.warn("The client port was not closed within {} s", CLOSE_WAIT_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where the port is. */
    public InetSocketAddress address() {
        return listener.address();
    }

    /** Bytes that wait for clients to read them, of all connections. Loop thread. */
    long unsentBytes() {
        return gate.backlog.bytes();
    }

    @Override
    public GateReport report() {
        GateStatistics statistics = gate.statistics;
        return new GateReport(
                List.of(address()),
                gate.connections().size(),
                config.maxConnectionsPerHost(),
                config.maxConnections(),
                config.listenBacklog(),
                statistics.packetsReceived(),
                statistics.packetsSent(),
                statistics.latency,
                statistics.lastResponseBytes(),
                statistics.minResponseBytes(),
                statistics.maxResponseBytes(),
                statistics.counters(),
                statistics.summaries());
    }

    @Override
    public List<ConnectionReport> connections() {
        Connection[] all = gate.connections().toArray(Connection[]::new);
        return new AbstractList<>() {
            @Override
            public ConnectionReport get(int index) {
                return all[index].report();
            }

            @Override
            public int size() {
                return all.length;
            }
        };
    }

    @Override
    public void resetStatistics() {
        gate.statistics.reset();
    }

    @Override
    public void resetConnections() {
        gate.connections().forEach(Connection::resetTraffic);
    }
}
