package io.quorate.gate.peer;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent.DialReason;
import io.quorate.peer.Port;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One Dial: finds the addresses, connects to all of them at once, keeps the first connection. Loop
 * thread only.
 */
final class Attempt {

    /**
     * Stands in the pipeline until the connection has won and the link's handler comes. A dial that
     * fails is known from its future; what the system reports of the socket besides adds nothing.
     */
    static final ChannelHandler UNCONNECTED = new Unconnected();

    @ChannelHandler.Sharable
    private static final class Unconnected extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // the future of the connection tells
        }
    }

    private final PeerGate gate;
    private final LinkAction.Dial dial;
    private final Port port;
    private final Bootstrap bootstrap;
    private final List<Channel> racing = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // set by start, right behind the constructor
    private ScheduledFuture<?> timer;

    private int left;
    private boolean done;

    Attempt(PeerGate gate, LinkAction.Dial dial, Port port, Bootstrap bootstrap) {
        this.gate = gate;
        this.dial = dial;
        this.port = port;
        this.bootstrap = bootstrap;
    }

    void start(NameLookup names) {
        timer =
                gate.eventLoop()
                        .schedule(
                                () -> fail(DialReason.TIMED_OUT),
                                dial.timeoutMillis(),
                                TimeUnit.MILLISECONDS);
        names.find(dial.endpoints(), this::race);
    }

    private void race(List<InetSocketAddress> addresses) {
        if (done) {
            return;
        }
        if (addresses.isEmpty()) {
            fail(DialReason.UNKNOWN_HOST);
            return;
        }
        left = addresses.size();
        for (InetSocketAddress address : addresses) {
            ChannelFuture connected = bootstrap.connect(address);
            racing.add(connected.channel());
            // Never from within execute, even if the system answers at once.
            connected.addListener(ignored -> gate.later(() -> ended(connected)));
        }
    }

    private void ended(ChannelFuture connected) {
        if (done) {
            return;
        }
        if (connected.isSuccess() && connected.channel().isActive()) {
            stop(connected.channel());
            connected.channel().pipeline().remove(UNCONNECTED);
            gate.connected(port, dial, connected.channel());
        } else if (--left == 0) {
            fail(DialReason.REFUSED);
        }
    }

    private void fail(DialReason reason) {
        if (!done) {
            stop(null);
            gate.dialFailed(dial.dial(), reason);
        }
    }

    /** Gives up without a word. */
    void abandon() {
        stop(null);
    }

    private void stop(@Nullable Channel winner) {
        done = true;
        timer.cancel(false);
        for (Channel channel : racing) {
            if (channel != winner && channel.isOpen()) {
                channel.close();
            }
        }
        racing.clear();
        gate.forget(this);
    }
}
