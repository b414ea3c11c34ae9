package io.quorate.gate.client.secure;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.quorate.runtime.LogText;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides by the first byte of a client whether it speaks TLS: what a plain client may begin with,
 * the length of its connect request or a letter, is never the type of a record that shakes hands.
 * With TLS it stays before the one that decrypts, and gives it buffers of its own: those of the
 * sockets are too large to be kept for every client that dawdles. The loop of its socket only.
 */
final class FirstByte extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(FirstByte.class);

    /** Type of the records that shake hands. */
    private static final int HANDSHAKE = 22;

    private enum State {
        UNDECIDED,
        SHAKING_HANDS,
        SECURE
    }

    private final SecureDoor door;
    private final boolean plainToo;
    private volatile State state = State.UNDECIDED;
    private @Nullable Future<?> patience;

    FirstByte(SecureDoor door, boolean plainToo) {
        this.door = door;
        this.plainToo = plainToo;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        patience =
                context.executor()
                        .schedule(
                                () -> giveUp(context),
                                door.detectionMillis(),
                                TimeUnit.MILLISECONDS);
        context.fireChannelActive();
    }

    private void giveUp(ChannelHandlerContext context) {
        if (state == State.UNDECIDED && !context.isRemoved()) {
            LOG.debug("Closing {}: it says nothing", context.channel().remoteAddress());
            context.channel().close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (state == State.UNDECIDED && in.isReadable() && !decided(context, in)) {
            in.release();
            return;
        }
        if (context.isRemoved()) {
            context.fireChannelRead(in);
            return;
        }
        ByteBuf own;
        try {
            own = context.alloc().buffer(in.readableBytes()).writeBytes(in);
        } finally {
            in.release();
        }
        context.fireChannelRead(own);
    }

    /** False if there is nothing to go on with. */
    private boolean decided(ChannelHandlerContext context, ByteBuf in) {
        if (patience != null) {
            patience.cancel(false);
        }
        if (in.getByte(in.readerIndex()) == HANDSHAKE) {
            return begin(context);
        }
        if (plainToo) {
            context.pipeline().remove(this);
            return true;
        }
        LOG.debug("Closing {}: it speaks no TLS", context.channel().remoteAddress());
        context.channel().close();
        return false;
    }

    private boolean begin(ChannelHandlerContext context) {
        if (!door.begins()) {
            LOG.debug("Closing {}: too many shake hands", context.channel().remoteAddress());
            context.channel().close();
            return false;
        }
        state = State.SHAKING_HANDS;
        SslHandler handler = door.handler(context.alloc());
        handler.handshakeFuture().addListener(done -> ended(context, handler, done));
        context.pipeline().addAfter(context.name(), null, handler);
        return true;
    }

    private void ended(ChannelHandlerContext context, SslHandler handler, Future<?> done) {
        state = State.SECURE;
        door.ended(done.isSuccess());
        if (done.isSuccess()) {
            SecureDoor.certificates(context.channel(), certificates(handler.engine().getSession()));
        } else {
            LOG.debug(
                    "Closing {}: {}", context.channel().remoteAddress(), LogText.of(done.cause()));
        }
    }

    /**
     * From the session of this very connection: where one is resumed, no trust manager is asked.
     * Source: docs/adr/0126.
     */
    private static List<X509Certificate> certificates(SSLSession session) {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                certificates.add((X509Certificate) certificate);
            }
        } catch (SSLPeerUnverifiedException none) {
            // A client may come without.
        }
        return List.copyOf(certificates);
    }

    /** Any thread. */
    boolean isShakingHands() {
        return state == State.SHAKING_HANDS;
    }

    /** Who ends before it has begun gets no answer, which would wait for the end of a handshake. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && state != State.SECURE) {
            context.close(); // from here, past the one that would wait for the handshake
        } else {
            context.fireUserEventTriggered(event);
        }
    }
}
