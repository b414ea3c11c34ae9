package io.quorate.gate.client;

import io.netty.channel.ChannelFuture;
import io.netty.channel.SingleThreadEventLoop;
import io.quorate.gate.client.settings.GateSettings;
import io.quorate.loop.NettyLoops;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Counter;
import io.quorate.runtime.FaultPolicy;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on the client port from its making to its {@link #close}. */
public class ClientPort implements ClientGate {

    private static final Logger LOG = LoggerFactory.getLogger(ClientPort.class);

    private static final long SWEEP_MILLIS = 1000;
    private static final long CLOSE_WAIT_SECONDS = 5;

    private final GateSettings settings;
    private final Loop loop;
    private final FaultPolicy faults;
    private final GateContext gate;
    private final ClientPorts ports;
    private final Loop.Ticking sweeping;
    private final Loop.@Nullable Ticking admitting;

    private volatile @Nullable FourLetterCommands commands;

    /**
     * Opens the port of {@code settings}; four-letter commands may follow.
     *
     * @param faults hears if the port was moved and can be had neither there nor here any more
     */
    @SuppressWarnings("this-escape") // its component adds nothing that could be seen too early
    public ClientPort(
            GateSettings settings,
            NettyLoops loops,
            Loop loop,
            RequestHandler handler,
            FaultPolicy faults) {
        this.settings = settings;
        this.loop = loop;
        this.faults = faults;
        this.gate =
                new GateContext(
                        settings,
                        handler,
                        loop,
                        Clock.SYSTEM,
                        new FlushBatcher((SingleThreadEventLoop) loops.replicaLoop()),
                        () -> commands,
                        this);
        this.ports = new ClientPorts(settings, loops, gate);
        this.sweeping =
                loop.every(
                        Math.min(
                                SWEEP_MILLIS,
                                Math.max(
                                        10, settings.connections().sessionlessTimeoutMillis() / 4)),
                        gate::sweep);
        this.admitting =
                settings.requests().requestsMax() > 0
                        ? loop.every(settings.requests().stallMillis(), gate.intake::admitWaiting)
                        : null;
    }

    /** From now on these commands are answered. Any thread. */
    public final void present(FourLetterCommands answering) {
        commands = answering;
    }

    /** Those commands are not answered any more. Any thread. */
    public final void absent(FourLetterCommands gone) {
        if (commands == gone) {
            commands = null;
        }
    }

    /** On a thread of its own, since a name may have to be looked up. */
    @Override
    public void listenAt(String host, int port) {
        ports.plain().want(host, port);
        Thread.ofPlatform().daemon().name("quorate-client-port").start(this::move);
    }

    private void move() {
        try {
            ports.plain().move();
        } catch (PortUnavailable nowhere) {
            throw faults.fatal("client port", nowhere);
        }
    }

    /** Closes the port and every connection; sessions live on until they expire. */
    public void close() {
        sweeping.close();
        if (admitting != null) {
            admitting.close();
        }
        List<ChannelFuture> unbound = ports.close();
        CountDownLatch closed = new CountDownLatch(1);
        loop.execute(
                () -> {
                    List.copyOf(gate.connections()).forEach(Connection::cutOff);
                    ports.closeDoor();
                    closed.countDown();
                });
        try {
            if (!loop.inLoop()
                    && !(closed.await(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS) && isDone(unbound))) {
                LOG.warn("The client port was not closed within {} s", CLOSE_WAIT_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isDone(List<ChannelFuture> futures) throws InterruptedException {
        boolean done = true;
        for (ChannelFuture future : futures) {
            done &= future.await(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
        }
        return done;
    }

    /** Where the port is: the plain one, or that with TLS if there is no other. */
    public InetSocketAddress address() {
        return ports.addresses().getFirst();
    }

    /** Where the port with TLS is; null if there is none. */
    @Nullable InetSocketAddress secureAddress() {
        return ports.secureAddress();
    }

    /** Handshakes under way now. */
    int handshakes() {
        return ports.handshakes();
    }

    /** Bytes that wait for clients to read them, of all connections. Loop thread. */
    long unsentBytes() {
        return gate.backlog.bytes();
    }

    @Override
    public GateReport report() {
        GateStatistics statistics = gate.statistics;
        return new GateReport(
                ports.addresses(),
                gate.connections().size(),
                settings.connections().perHostMax(),
                settings.connections().inAllMax(),
                settings.listen().backlog(),
                statistics.packetsReceived(),
                statistics.packetsSent(),
                statistics.latency,
                statistics.lastResponseBytes(),
                statistics.minResponseBytes(),
                statistics.maxResponseBytes(),
                Stream.concat(statistics.counters().stream(), ports.counters().stream()).toList(),
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
        ports.counters().forEach(Counter::reset);
    }

    @Override
    public void resetConnections() {
        gate.connections().forEach(Connection::resetTraffic);
    }
}
