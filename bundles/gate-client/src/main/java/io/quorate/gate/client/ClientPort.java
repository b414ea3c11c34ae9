package io.quorate.gate.client;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.quorate.loop.NettyLoops;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Loop;
import io.quorate.service.ClientGate;
import io.quorate.service.FourLetterWords;
import io.quorate.service.Hatch;
import java.net.InetSocketAddress;
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

    /** The machine cuts it to its own limit. */
    private static final int LARGEST_BACKLOG = 4096;

    private static final int ACCEPTS_PER_TURN = 256;
    private static final long SWEEP_MILLIS = 1000;
    private static final long CLOSE_WAIT_SECONDS = 5;

    /** What may wait outside the heap for a slow reader: this and one piece of {@link Output}. */
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(16 * 1024, 32 * 1024);

    private final GateConfig config;
    private final Loop loop;
    private final GateContext gate;
    private final Channel listener;
    private final Loop.Ticking sweeping;
    private final Loop.Ticking admitting;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile FourLetterWords words;

    /** Opens the port of {@code config}. */
    @Activate
    public ClientPort(
            GateConfig config,
            @Reference NettyLoops loops,
            @Reference Loop loop,
            @Reference Hatch hatch) {
        this.config = config;
        this.loop = loop;
        this.gate =
                new GateContext(
                        config,
                        hatch,
                        loop,
                        Clock.SYSTEM,
                        new TurnFlusher((SingleThreadEventLoop) loops.replicaLoop()),
                        () -> words,
                        this);
        this.listener = listen(loops);
        this.sweeping =
                loop.every(
                        Math.min(SWEEP_MILLIS, Math.max(10, config.sessionlessTimeoutMillis() / 4)),
                        gate::sweep);
        this.admitting =
                config.throttleRequestsMax() > 0
                        ? loop.every(config.throttleStallMillis(), gate.intake::admitWaiting)
                        : null;
        LOG.info("Clients are welcome at {}", listener.localAddress());
    }

    /** As above, with words that are not services; for tests and embedding. */
    public ClientPort(
            GateConfig config, NettyLoops loops, Loop loop, Hatch hatch, FourLetterWords words) {
        this(config, loops, loop, hatch);
        this.words = words;
    }

    private Channel listen(NettyLoops loops) {
        String host = config.clientPortAddress();
        InetSocketAddress address =
                host.isEmpty()
                        ? new InetSocketAddress(config.clientPort())
                        : new InetSocketAddress(host, config.clientPort());
        byte[] scratch = new byte[ReadScratch.BYTES];
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loops.replicaLoop(), loops.group())
                        .channel(loops.serverChannelType())
                        .option(
                                ChannelOption.SO_BACKLOG,
                                config.listenBacklog() > 0
                                        ? config.listenBacklog()
                                        : LARGEST_BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new ServerChannelRecvByteBufAllocator()
                                        .maxMessagesPerRead(ACCEPTS_PER_TURN))
                        .handler(new Doorman(gate))
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, config.tcpKeepAlive())
                        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new ReadScratch())
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel client) {
                                        Connection connection =
                                                new Connection(
                                                        gate,
                                                        client,
                                                        (InetSocketAddress) client.remoteAddress());
                                        client.pipeline()
                                                .addLast(
                                                        new SocketHandler(
                                                                gate, connection, scratch));
                                    }
                                });
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IllegalStateException(
                    "clientPort: cannot listen on " + address + ": " + bound.cause().getMessage(),
                    bound.cause());
        }
        return bound.channel();
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
        return (InetSocketAddress) listener.localAddress();
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
        return gate.connections().stream().map(Connection::report).toList();
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
