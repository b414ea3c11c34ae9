package io.quorate.gate.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.quorate.runtime.LogText;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between a socket and its {@link Connection}. On the replica's loop everything is a plain call; a
 * socket of another loop has its bytes handed over, one task for each read.
 */
final class SocketHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(SocketHandler.class);

    private final GateContext gate;
    private final Connection connection;
    private final byte[] scratch;

    /** {@code scratch} is shared by the sockets of the replica's loop. */
    SocketHandler(GateContext gate, Connection connection, byte[] scratch) {
        this.gate = gate;
        this.connection = connection;
        this.scratch = scratch;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (gate.loop.inLoop()) {
            gate.opened(connection);
        } else {
            gate.loop.execute(() -> gate.opened(connection));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        int length = in.readableBytes();
        try {
            if (gate.loop.inLoop()) {
                byte[] bytes = length <= scratch.length ? scratch : new byte[length];
                in.readBytes(bytes, 0, length);
                connection.received(bytes, 0, length);
            } else {
                byte[] own = new byte[length];
                in.readBytes(own);
                gate.loop.execute(() -> connection.received(own, 0, own.length));
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!context.channel().isWritable()) {
            return;
        }
        if (gate.loop.inLoop()) {
            connection.writable();
        } else {
            gate.loop.execute(connection::writable);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (gate.loop.inLoop()) {
            connection.gone();
        } else {
            gate.loop.execute(connection::gone);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event != ChannelInputShutdownEvent.INSTANCE
                && event != SslCloseCompletionEvent.SUCCESS) {
            context.fireUserEventTriggered(event);
        } else if (gate.loop.inLoop()) {
            connection.inputEnded();
        } else {
            gate.loop.execute(connection::inputEnded);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // What a client says in TLS and is none comes wrapped.
        boolean ofClient =
                cause instanceof IOException
                        || cause instanceof DecoderException
                                && cause.getCause() instanceof IOException;
        if (ofClient) {
            LOG.debug("Closing {}: {}", connection.remote(), LogText.of(cause));
        } else {
            LOG.error("Closing {} after an unexpected failure", connection.remote(), cause);
        }
        context.close();
    }
}
