package io.quorate.gate.peer;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.quorate.loop.NettyLoops;
import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.Port;
import io.quorate.peer.host.PeerLinks;
import io.quorate.runtime.Clock;
import io.quorate.runtime.LogText;
import io.quorate.runtime.Loop;
import io.quorate.runtime.Slices;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links of this server to others. Every socket is served by the replica's loop, so that no
 * message changes threads.
 */
public class PeerGate implements PeerLinks {

    private static final Logger LOG = LoggerFactory.getLogger(PeerGate.class);
    private static final long CLOSE_WAIT_SECONDS = 5;

    private final PeerGateSettings settings;
    private final NettyLoops loops;
    private final Loop loop;
    private final SingleThreadEventLoop eventLoop;
    private final ReadTurn readTurn;
    private final Flushes flushes;
    private final NameLookup names;
    private final KnownPeers peers;
    private final Map<String, Port> ports = new HashMap<>();
    private final Map<String, Listener> listeners = new HashMap<>();
    private final Map<String, Unproven> unproven = new HashMap<>();
    private final Map<String, StrangerLog> strangers = new HashMap<>();
    private final Map<LinkId, PeerLink> links = new LinkedHashMap<>(); // oldest first
    private final Set<Attempt> attempts = new HashSet<>();

    @SuppressWarnings("NullAway.Init") // given by open
    private Consumer<LinkEvent> sink;

    private long lastLink;
    private boolean closed;

    /**
     * A gate without ports.
     *
     * @throws IllegalArgumentException with a sentence if the list of peer addresses is none
     */
    public PeerGate(PeerGateSettings settings, NettyLoops loops, Loop loop) {
        this(settings, loops, loop, Clock.SYSTEM);
    }

    /** The same with a clock that tells how long a turn of the loop lasts. */
    PeerGate(PeerGateSettings settings, NettyLoops loops, Loop loop, Clock clock) {
        this.settings = settings;
        this.loops = loops;
        this.loop = loop;
        this.eventLoop = (SingleThreadEventLoop) loops.replicaLoop();
        this.flushes = new Flushes(eventLoop);
        this.readTurn = new ReadTurn(eventLoop, clock, new Slices(loop, clock));
        this.names = new NameLookup(eventLoop);
        try {
            this.peers = new KnownPeers(settings.addresses(), names);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "quorate.peers.addresses: " + malformed.getMessage(), malformed);
        }
    }

    @Override
    public void open(List<Port> declared, Consumer<LinkEvent> events) {
        sink = events;
        for (Port port : declared) {
            if (ports.put(port.name(), port) != null) {
                throw new IllegalArgumentException("two ports are named " + port.name());
            }
            checkSecurity(port);
            listeners.put(port.name(), new Listener(this, port, acceptor(port)));
            unproven.put(
                    port.name(),
                    new Unproven(
                            settings.links().halfOpenMax(),
                            settings.links().halfOpenPerAddressMax()));
            strangers.put(
                    port.name(),
                    new StrangerLog(
                            port.name(), eventLoop, settings.strangerLogPauseMillis(), LOG::warn));
        }
        if (peers.anybody()) {
            LOG.warn(
                    "Anybody who reaches the ports between servers ({}) may speak there, since there is no TLS between servers: filter them, or name the addresses of the others in quorate.peers.addresses",
                    declared.stream().map(Port::name).collect(Collectors.joining(", ")));
        }
    }

    /** What is demanded and cannot be done is refused, so that no port is open with less. */
    private void checkSecurity(Port port) {
        if (port.security() == Port.Security.QUORUM && (settings.tls() || settings.sasl())) {
            throw new IllegalStateException(
                    "port "
                            + port.name()
                            + " is to have "
                            + (settings.tls() ? "TLS (sslQuorum)" : "SASL (quorum.auth.enableSasl)")
                            + ", which is not there yet between servers");
        }
    }

    @Override
    public void members(Set<String> hosts) {
        peers.members(hosts);
    }

    @Override
    @SuppressWarnings("NullAway") // every port has a listener
    public void execute(LinkAction action) {
        if (closed) {
            return;
        }
        switch (action) {
            case LinkAction.Send send -> {
                PeerLink link = links.get(send.link());
                if (link != null && !link.isHalfOpen()) {
                    link.send(send.message());
                }
            }
            case LinkAction.Close close -> {
                PeerLink link = links.get(close.link());
                if (link != null) {
                    link.close();
                }
            }
            case LinkAction.Pause pause -> {
                PeerLink link = links.get(pause.link());
                if (link != null) {
                    link.pause(pause.paused());
                }
            }
            case LinkAction.Dial dial -> dial(dial);
            case LinkAction.Listen listen ->
                    listeners.get(listen.port()).listen(listen.endpoints(), names);
        }
    }

    @Override
    public void hold(LinkId id, boolean held) {
        PeerLink link = links.get(id);
        if (link != null) {
            link.hold(held);
        }
    }

    @SuppressWarnings("NullAway") // dialled are ports of this gate
    private void dial(LinkAction.Dial dial) {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(eventLoop)
                        .channel(loops.channelType())
                        .option(ChannelOption.AUTO_READ, false)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, dial.timeoutMillis())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, settings.tcpKeepAlive())
                        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .handler(Attempt.UNCONNECTED);
        Attempt attempt = new Attempt(this, dial, ports.get(dial.port()), bootstrap);
        attempts.add(attempt);
        attempt.start(names);
    }

    private ServerBootstrap acceptor(Port port) {
        return new ServerBootstrap()
                .group(eventLoop, eventLoop)
                .channel(loops.serverChannelType())
                .option(ChannelOption.SO_BACKLOG, settings.bind().backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, settings.tcpKeepAlive())
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline().addLast(new Welcome(port));
                            }
                        });
    }

    /** Makes a link of an accepted connection once it is active. */
    private final class Welcome extends ChannelInboundHandlerAdapter {

        private final Port port;

        Welcome(Port port) {
            this.port = port;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            accepted(port, context.channel());
        }
    }

    @SuppressWarnings("NullAway") // every port has a list of the unproven
    private void accepted(Port port, Channel channel) {
        if (closed || !(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            channel.close(); // it may be gone already
            return;
        }
        String refusal = refusal(port, remote.getAddress());
        if (refusal != null) {
            turnedAway(port, remote, refusal);
            channel.close();
            return;
        }
        PeerLink link = enter(port, null, channel);
        unproven.get(port.name()).add(link);
        link.accepted();
    }

    /** Makes room if that is possible; why the connection cannot stay, or null. */
    @SuppressWarnings("NullAway") // as accepted
    private @Nullable String refusal(Port port, InetAddress from) {
        if (!peers.mayDial(from)) {
            return "its address is not in quorate.peers.addresses";
        }
        if (!unproven.get(port.name()).makeRoom(from, peers)) {
            return "too many others have not said who they are";
        }
        if (links.size() >= settings.links().inAllMax()
                && !(peers.isMember(from) && evictStranger())) {
            return "there are " + links.size() + " links already";
        }
        return null;
    }

    @SuppressWarnings("NullAway") // an accepted link has an address
    private boolean evictStranger() {
        for (PeerLink link : links.values()) {
            if (link.wasAccepted() && !peers.isMember(link.from())) {
                link.evict("a member of the ensemble needs its place");
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("NullAway") // every port has a log
    void turnedAway(Port port, SocketAddress from, String reason) {
        strangers.get(port.name()).turnedAway(from, LogText.of(reason));
    }

    /** The other side has said something. */
    @SuppressWarnings("NullAway") // as accepted
    void proven(Port port, PeerLink link) {
        unproven.get(port.name()).remove(link);
    }

    void connected(Port port, LinkAction.Dial dial, Channel channel) {
        PeerLink link = enter(port, dial.dial(), channel);
        link.dialled(dial.preamble());
        if (links.containsKey(link.id())) {
            channel.config().setAutoRead(true);
        }
    }

    private PeerLink enter(Port port, @Nullable DialId dial, Channel channel) {
        PeerLink link = new PeerLink(this, new LinkId(++lastLink), port, dial, channel);
        links.put(link.id(), link);
        channel.pipeline().addLast(link);
        return link;
    }

    void dialFailed(DialId dial, LinkEvent.DialReason reason) {
        later(() -> tell(new LinkEvent.DialFailed(dial, reason)));
    }

    void listenFailed(Port port, String reason) {
        tell(new LinkEvent.ListenFailed(port.name(), reason));
    }

    @SuppressWarnings("NullAway") // as accepted
    void forget(Port port, PeerLink link) {
        links.remove(link.id());
        unproven.get(port.name()).remove(link);
    }

    void forget(Attempt attempt) {
        attempts.remove(attempt);
    }

    PeerGateSettings settings() {
        return settings;
    }

    ReadTurn readTurn() {
        return readTurn;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    /** Runs {@code task} when the present call into the gate has returned. */
    void later(Runnable task) {
        loop.execute(task);
    }

    void tell(LinkEvent event) {
        if (!closed) {
            sink.accept(event);
        }
    }

    /** Has the link's output written when the turn ends. */
    void flushLater(PeerLink link) {
        flushes.add(link);
    }

    /** Where a port listens now; loop thread. */
    @SuppressWarnings("NullAway") // every port has a listener
    List<InetSocketAddress> addresses(String port) {
        return listeners.get(port).addresses();
    }

    static Endpoint endpoint(SocketAddress address) {
        return address instanceof InetSocketAddress socket
                ? new Endpoint(socket.getAddress().getHostAddress(), socket.getPort())
                : new Endpoint("", 0);
    }

    @Override
    public void close() {
        if (loop.inLoop()) {
            closeNow();
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(
                () -> {
                    closeNow();
                    done.countDown();
                });
        try {
            if (!done.await(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "The links to other servers were not closed within {} s",
                        CLOSE_WAIT_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeNow() {
        closed = true;
        listeners.values().forEach(listener -> listener.listen(List.of(), names));
        List.copyOf(attempts).forEach(Attempt::abandon);
        List.copyOf(links.values()).forEach(PeerLink::abandon);
        names.close();
    }
}
