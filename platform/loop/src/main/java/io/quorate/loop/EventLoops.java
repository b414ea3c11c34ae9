package io.quorate.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the event loops, on epoll where the machine has it. */
public class EventLoops implements NettyLoops {

    private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);
    private static final String LEAK_LEVEL = "io.netty.leakDetection.level";
    private static final int MAX_THREADS = 256;
    private static final long CLOSE_WAIT_SECONDS = 5;

    private final int threads;
    private final boolean epoll;
    private final EventLoopGroup group;
    private final EventLoop replicaLoop;

    /**
     * Starts {@code threads} loops.
     *
     * @throws IllegalArgumentException for a number of threads out of range, an unknown transport,
     *     or epoll where there is none
     */
    public EventLoops(int threads, String transport) {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException(
                    "ioThreads must be 1 to " + MAX_THREADS + ", not " + threads);
        }
        this.threads = threads;
        this.epoll = usesEpoll(transport);
        if (System.getProperty(LEAK_LEVEL) == null) {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group =
                new MultiThreadIoEventLoopGroup(
                        threads, new DefaultThreadFactory("quorate-loop", true), handlers);
        replicaLoop = group.next();
        LOG.info(
                "Serving sockets on {} {} loop{}",
                threads,
                epoll ? "epoll" : "NIO",
                threads == 1 ? "" : "s");
    }

    private static boolean usesEpoll(String transport) {
        return switch (transport) {
            case "nio" -> false;
            case "epoll" -> {
                if (!Epoll.isAvailable()) {
                    throw new IllegalArgumentException(
                            "transport epoll is not available here: "
                                    + Epoll.unavailabilityCause());
                }
                yield true;
            }
            case "auto" -> Epoll.isAvailable();
            default ->
                    throw new IllegalArgumentException(
                            "transport must be auto, epoll or nio, not " + transport);
        };
    }

    @Override
    public EventLoopGroup group() {
        return group;
    }

    @Override
    public EventLoop replicaLoop() {
        return replicaLoop;
    }

    @Override
    public int size() {
        return threads;
    }

    @Override
    public Class<? extends ServerSocketChannel> serverChannelType() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    @Override
    public Class<? extends SocketChannel> channelType() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Closes what is still open and ends the threads; waits a few seconds at most. */
    public void close() {
        group.shutdownGracefully(0, CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
        if (!replicaLoop.inEventLoop()) {
            group.terminationFuture().awaitUninterruptibly(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
        }
    }
}
