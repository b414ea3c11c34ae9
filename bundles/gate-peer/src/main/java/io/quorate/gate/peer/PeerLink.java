package io.quorate.gate.peer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.quorate.peer.DialId;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkEvent.DownReason;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerCodec;
import io.quorate.peer.PeerMessage;
import io.quorate.peer.Port;
import io.quorate.peer.ProtocolViolation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection. Messages are encoded straight into one buffer, which is written once per turn of
 * the loop. Loop thread only.
 */
final class PeerLink extends ChannelInboundHandlerAdapter implements LinkReader.Link {

    private enum State {
        /** Accepted; the preamble is awaited. */
        HALF_OPEN,
        UP,
        DOWN
    }

    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);
    private static final int BUFFER_BYTES = 4096;

    private static final int LINGER_MILLIS = 2000;

    private final PeerGate gate;
    private final LinkId id;
    private final Port port;
    private final @Nullable DialId dial;
    private final PeerCodec codec;
    private final Channel channel;
    private final LinkReader reader;
    private final @Nullable InetAddress from;
    private State state = State.HALF_OPEN;
    private boolean proven;
    private @Nullable ScheduledFuture<?> preambleTimer;

    /** How the connection has ended, while some of what it brought waits. */
    private @Nullable DownReason lost;

    private @Nullable ByteBuf output;

    @SuppressWarnings("NullAway.Init") // the view of output, made with it
    private ByteBuffer room;

    private boolean flushAsked;
    private long waiting;
    private boolean blocked;
    private boolean paused;
    private boolean held;

    /** {@code dial} is null if the other side dialled. */
    PeerLink(PeerGate gate, LinkId id, Port port, @Nullable DialId dial, Channel channel) {
        this.gate = gate;
        this.id = id;
        this.port = port;
        this.dial = dial;
        this.channel = channel;
        this.codec = port.codec().create(dial != null);
        this.reader =
                new LinkReader(
                        this,
                        new LinkInput(port.name(), codec, port.messageBytesMax()),
                        gate.readTurn());
        this.from =
                channel.remoteAddress() instanceof InetSocketAddress remote
                        ? remote.getAddress()
                        : null;
    }

    LinkId id() {
        return id;
    }

    /** Where the other end is; null if the connection was gone when it came. */
    @Nullable InetAddress from() {
        return from;
    }

    boolean wasAccepted() {
        return dial == null;
    }

    boolean isHalfOpen() {
        return state == State.HALF_OPEN;
    }

    /** The connection stands and was dialled: the preamble leaves first, the link is up. */
    void dialled(@Nullable PeerMessage preamble) {
        if (preamble != null) {
            send(preamble);
        }
        up(null);
    }

    /** The connection stands and was accepted. */
    void accepted() {
        if (port.hasPreamble()) {
            preambleTimer =
                    channel.eventLoop()
                            .schedule(
                                    () -> drop("no preamble in time"),
                                    port.preambleTimeoutMillis(),
                                    TimeUnit.MILLISECONDS);
        } else {
            up(null);
        }
    }

    private void up(@Nullable PeerMessage preamble) {
        state = State.UP;
        if (preambleTimer != null) {
            preambleTimer.cancel(false);
        }
        gate.tell(
                new LinkEvent.LinkUp(
                        id,
                        port.name(),
                        dial,
                        preamble,
                        PeerGate.endpoint(channel.remoteAddress()),
                        null));
    }

    @SuppressWarnings("NullAway") // makeRoom has made the output
    void send(PeerMessage message) {
        makeRoom(codec.encodedBytesMax(message));
        int start = room.position();
        codec.encode(message, room);
        int bytes = room.position() - start;
        output.writerIndex(output.writerIndex() + bytes);
        boolean overflows = waiting > 0 && waiting + bytes > gate.settings().send().hardBytes();
        waiting += bytes;
        if (overflows) {
            LOG.warn(
                    "Link {} to {} goes down: {} bytes wait to be sent",
                    id.value(),
                    channel.remoteAddress(),
                    waiting);
            end(DownReason.OVERFLOW, true);
            channel.close();
            return;
        }
        if (!blocked && waiting > gate.settings().send().highBytes()) {
            blocked = true;
            tellPressure();
        }
        askFlush();
    }

    /** The view of the output that messages are written to stays as long as they fit. */
    private void makeRoom(int bytes) {
        if (output != null && room.remaining() >= bytes) {
            return;
        }
        if (output == null) {
            output = channel.alloc().ioBuffer(Math.max(BUFFER_BYTES, bytes));
        }
        output.ensureWritable(bytes);
        room = output.nioBuffer(output.writerIndex(), output.writableBytes());
    }

    private void askFlush() {
        if (!flushAsked) {
            flushAsked = true;
            gate.flushLater(this);
        }
    }

    void flush() {
        flushAsked = false;
        ByteBuf due = output;
        output = null;
        if (due == null) {
            return;
        }
        int bytes = due.readableBytes();
        channel.writeAndFlush(due).addListener(done -> written(bytes));
    }

    private void written(int bytes) {
        waiting -= bytes;
        if (blocked && state == State.UP && waiting < gate.settings().send().lowBytes()) {
            blocked = false;
            tellPressure();
        }
        if (state == State.DOWN && waiting == 0) {
            channel.close();
        }
    }

    private void tellPressure() {
        boolean now = blocked;
        gate.later(
                () -> {
                    if (state == State.UP) {
                        gate.tell(new LinkEvent.LinkPressure(id, now));
                    }
                });
    }

    void pause(boolean on) {
        paused = on;
        readOrNot();
    }

    void hold(boolean on) {
        held = on;
        readOrNot();
    }

    private void readOrNot() {
        channel.config().setAutoRead(!paused && !held && !reader.isBehind());
    }

    /** This side closes: what was sent leaves, for a while. */
    void close() {
        if (state == State.DOWN) {
            return;
        }
        if (waiting == 0) {
            end(DownReason.LOCAL, true);
            channel.close();
            return;
        }
        ByteBuf rest = output;
        output = null;
        end(DownReason.LOCAL, true);
        output = rest;
        channel.config().setAutoRead(false);
        flush();
        channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Closed without a word: the gate closes, or the link was never announced. */
    void abandon() {
        state = State.DOWN;
        release();
        gate.forget(port, this);
        channel.close();
    }

    private void drop(String reason) {
        if (state == State.HALF_OPEN) {
            gate.turnedAway(port, channel.remoteAddress(), reason);
            abandon();
        }
    }

    /** Somebody else needs the place. Safe while another link is being accepted. */
    void evict(String reason) {
        if (state == State.HALF_OPEN) {
            drop(reason);
        } else if (state == State.UP) {
            gate.turnedAway(port, channel.remoteAddress(), reason);
            end(DownReason.LOCAL, true);
            channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (state != State.DOWN) {
                reader.read(bytes);
            }
        } finally {
            bytes.release();
        }
        endIfAtFault();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reader.readComplete();
    }

    @Override
    public void received(PeerMessage message) {
        if (!proven) {
            proven = true;
            gate.proven(port, this);
        }
        if (state == State.HALF_OPEN) {
            up(message);
        } else {
            gate.tell(new LinkEvent.Received(id, message));
        }
    }

    @Override
    public void failed(Throwable failure) {
        channel.pipeline().fireExceptionCaught(failure);
    }

    @Override
    public void behind(boolean on) {
        if (!on) {
            endIfAtFault();
            if (lost != null) {
                fail(lost);
            }
        }
        if (state != State.DOWN) {
            readOrNot();
        }
    }

    private void endIfAtFault() {
        ProtocolViolation fault = reader.fault();
        if (fault != null && state != State.DOWN) {
            gate.turnedAway(port, channel.remoteAddress(), String.valueOf(fault.getMessage()));
            channel.writeAndFlush(channel.alloc().buffer().writeBytes(fault.lastWords()));
            fail(DownReason.PROTOCOL);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lose(DownReason.CLOSED);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof Error || cause instanceof RuntimeException) {
            LOG.error("Link {} to {}", id.value(), channel.remoteAddress(), cause);
            fail(DownReason.RESET);
        } else {
            lose(DownReason.RESET);
        }
    }

    /** The connection is gone; what it has brought is handled first. */
    private void lose(DownReason reason) {
        if (reader.isBehind()) {
            lost = lost == null ? reason : lost;
        } else {
            fail(reason);
        }
    }

    /** The other side, or the way to it, has ended the link. */
    private void fail(DownReason reason) {
        if (state == State.HALF_OPEN) {
            abandon();
        } else if (state == State.UP) {
            end(reason, false);
            channel.close();
        }
    }

    private void end(DownReason reason, boolean later) {
        state = State.DOWN;
        release();
        gate.forget(port, this);
        LinkEvent down = new LinkEvent.LinkDown(id, reason);
        if (later) {
            gate.later(() -> gate.tell(down));
        } else {
            gate.tell(down);
        }
    }

    private void release() {
        if (preambleTimer != null) {
            preambleTimer.cancel(false);
        }
        if (output != null) {
            output.release();
            output = null;
        }
        reader.release();
    }
}
