package io.quorate.gate.client;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.quorate.gate.client.settings.ListenSettings;
import io.quorate.loop.BindReason;
import io.quorate.loop.NettyLoops;
import io.quorate.runtime.PortUnavailable;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket clients connect to. It may move while connections stay. Any thread but the loop, which
 * must not wait for names and sockets.
 */
final class ClientListener {

    private static final Logger LOG = LoggerFactory.getLogger(ClientListener.class);

    /** The machine cuts it to its own limit. */
    private static final int LARGEST_BACKLOG = 4096;

    private static final int ACCEPTS_PER_TURN = 256;

    /** What may wait outside the heap for a slow reader: this and one piece of {@link Output}. */
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(16 * 1024, 32 * 1024);

    private record Place(String host, int port) {}

    private final ListenSettings settings;
    private final NettyLoops loops;
    private final GateContext gate;
    private final ConnectionLimiter limiter;
    private final String key;
    private final Consumer<Channel> guard;
    private final AtomicReference<Place> wanted = new AtomicReference<>();

    /** Null while it is not open. */
    private volatile @Nullable Channel channel;

    private boolean closed;

    /**
     * @param key of its port, for what cannot be
     * @param guard puts before everything else of a new connection what is to see it first
     */
    ClientListener(
            ListenSettings settings,
            NettyLoops loops,
            GateContext gate,
            ConnectionLimiter limiter,
            String key,
            Consumer<Channel> guard) {
        this.settings = settings;
        this.loops = loops;
        this.gate = gate;
        this.limiter = limiter;
        this.key = key;
        this.guard = guard;
    }

    /**
     * Opens the port.
     *
     * @param host empty: all interfaces
     * @throws PortUnavailable if it cannot
     */
    synchronized void open(String host, int port) {
        channel = bound(address(host, port));
    }

    private static InetSocketAddress address(String host, int port) {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    private Channel bound(InetSocketAddress address) {
        ChannelFuture bound = bootstrap().bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw PortUnavailable.client(
                    key
                            + ": cannot listen on "
                            + BindReason.text(address)
                            + ": "
                            + (address.isUnresolved()
                                    ? "the name is unknown"
                                    : BindReason.of(bound.cause())),
                    bound.cause());
        }
        return bound.channel();
    }

    /** Where {@link #move} is to go: the place named last. */
    void want(String host, int port) {
        wanted.set(new Place(host, port));
    }

    /**
     * Opens the port that is wanted and closes this one; where that cannot be, this one stays.
     *
     * @throws PortUnavailable if neither can be had any more
     */
    synchronized void move() {
        Place place = wanted.getAndSet(null);
        Channel old = channel;
        if (place == null || closed) {
            return;
        }
        InetSocketAddress next = address(place.host(), place.port());
        if (old == null) {
            channel = bound(next);
            LOG.info("Clients are welcome at {} from now on", next);
            return;
        }
        InetSocketAddress before = (InetSocketAddress) old.localAddress();
        if (next.equals(before)) {
            return;
        }
        try {
            if (next.getPort() == before.getPort()) {
                // Two sockets cannot share a port if one of them has all interfaces.
                old.close().awaitUninterruptibly();
                channel = boundOr(next, before);
            } else {
                channel = bound(next);
                old.close().awaitUninterruptibly();
            }
            LOG.info("Clients are welcome at {} from now on, no longer at {}", address(), before);
        } catch (PortUnavailable taken) {
            if (!Objects.requireNonNull(channel).isOpen()) {
                throw taken;
            }
            LOG.error("Clients are still welcome at {}: {}", before, taken.getMessage());
        }
    }

    private Channel boundOr(InetSocketAddress wanted, InetSocketAddress before) {
        try {
            return bound(wanted);
        } catch (PortUnavailable taken) {
            channel = bound(before);
            throw taken;
        }
    }

    /** Where it is; null while it is not open. */
    @Nullable InetSocketAddress address() {
        Channel now = channel;
        return now == null ? null : (InetSocketAddress) now.localAddress();
    }

    /** Ends it; null if there is nothing to wait for. */
    synchronized @Nullable ChannelFuture close() {
        closed = true;
        return channel == null ? null : channel.close();
    }

    private ServerBootstrap bootstrap() {
        byte[] scratch = new byte[ReadScratch.BYTES];
        return new ServerBootstrap()
                .group(loops.replicaLoop(), loops.group())
                .channel(loops.serverChannelType())
                .option(
                        ChannelOption.SO_BACKLOG,
                        settings.backlog() > 0 ? settings.backlog() : LARGEST_BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new ServerChannelRecvByteBufAllocator()
                                .maxMessagesPerRead(ACCEPTS_PER_TURN))
                .handler(limiter)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.SO_KEEPALIVE, settings.tcpKeepAlive())
                .childOption(ChannelOption.ALLOCATOR, Output.PIECES)
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
                                guard.accept(client);
                                client.pipeline()
                                        .addLast(new SocketHandler(gate, connection, scratch));
                            }
                        });
    }
}
