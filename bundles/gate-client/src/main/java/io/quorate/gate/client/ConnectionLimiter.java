package io.quorate.gate.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns away connections above the limits, without a byte. Sits before Netty's acceptor of every
 * port, on the replica's loop.
 */
@ChannelHandler.Sharable
final class ConnectionLimiter extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimiter.class);

    private final GateContext gate;
    private final Map<InetAddress, Integer> byHost = new HashMap<>();
    private final int perHostMax;
    private final int inAllMax;
    private int all;

    ConnectionLimiter(GateContext gate) {
        this.gate = gate;
        this.perHostMax = gate.settings.connections().perHostMax();
        this.inAllMax = gate.settings.connections().inAllMax();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel client = (Channel) message;
        InetSocketAddress remote = (InetSocketAddress) client.remoteAddress();
        if (remote == null || !admits(remote.getAddress())) {
            gate.statistics.rejected.add(1);
            client.unsafe().closeForcibly();
            return;
        }
        InetAddress host = remote.getAddress();
        all++;
        byHost.merge(host, 1, Integer::sum);
        client.closeFuture()
                .addListener(
                        closed -> {
                            if (gate.loop.inLoop()) {
                                left(host);
                            } else {
                                gate.loop.execute(() -> left(host));
                            }
                        });
        context.fireChannelRead(client);
    }

    private boolean admits(InetAddress host) {
        if (inAllMax > 0 && all >= inAllMax) {
            LOG.warn("Too many connections, max is {}: turning {} away (maxCnxns)", inAllMax, host);
            return false;
        }
        if (perHostMax > 0 && byHost.getOrDefault(host, 0) >= perHostMax) {
            LOG.warn(
                    "Too many connections from {}, max is {}: turning it away (maxClientCnxns)",
                    host,
                    perHostMax);
            return false;
        }
        return true;
    }

    private void left(InetAddress host) {
        all--;
        byHost.computeIfPresent(host, (h, count) -> count == 1 ? null : count - 1);
    }
}
