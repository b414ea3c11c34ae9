package io.quorate.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import org.osgi.annotation.versioning.ProviderType;

/** The event loops of the process, as gates need them. An OSGi service; thread-safe. */
@ProviderType
public interface NettyLoops {

    /** Every loop; the replica's is the first and, with one I/O thread, the only one. */
    EventLoopGroup group();

    /** The loop that is also the replica's. */
    EventLoop replicaLoop();

    /** Number of loops. */
    int size();

    /** Kind of a listening socket that the loops serve. */
    Class<? extends ServerSocketChannel> serverChannelType();

    /** Kind of an outgoing connection that the loops serve. */
    Class<? extends SocketChannel> channelType();
}
