package io.quorate.admin;

import io.quorate.model.Zxid;
import io.quorate.service.ClientGate.ConnectionReport;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;

/**
 * Connections as text: {@code cons} and the clients of {@code stat}. Source: spec semantics section
 * 13.3.
 */
final class ConnectionText {

    private ConnectionText() {}

    /** Each with everything there is to say. */
    static Iterator<String> all(List<ConnectionReport> connections) {
        return TextLines.each(
                connections.iterator(),
                connection -> {
                    StringBuilder text = new StringBuilder();
                    full(connection, text);
                    return text.append('\n').toString();
                });
    }

    /** Each with the least. */
    static Iterator<String> clients(List<ConnectionReport> connections) {
        return TextLines.each(
                connections.iterator(),
                connection -> {
                    StringBuilder text = new StringBuilder();
                    brief(connection, text);
                    return text.append(")\n").toString();
                });
    }

    private static void brief(ConnectionReport connection, StringBuilder text) {
        text.append(" /")
                .append(address(connection.remote()))
                .append('[')
                .append(Integer.toHexString(connection.interestOps()))
                .append("](queued=")
                .append(connection.queued())
                .append(",recved=")
                .append(connection.received())
                .append(",sent=")
                .append(connection.sent());
    }

    private static void full(ConnectionReport connection, StringBuilder text) {
        brief(connection, text);
        if (connection.sessionId() != 0) {
            text.append(",sid=")
                    .append(Zxid.text(connection.sessionId()))
                    .append(",lop=")
                    .append(connection.lastOp())
                    .append(",est=")
                    .append(connection.establishedMillis())
                    .append(",to=")
                    .append(connection.timeoutMillis());
            if (connection.lastCxid() >= 0) {
                text.append(",lcxid=").append(Zxid.text(connection.lastCxid()));
            }
            text.append(",lzxid=")
                    .append(Zxid.text(connection.lastZxid()))
                    .append(",lresp=")
                    .append(connection.lastResponseMillis())
                    .append(",llat=")
                    .append(connection.lastLatencyMillis())
                    .append(",minlat=")
                    .append(connection.minLatencyMillis())
                    .append(",avglat=")
                    .append((long) connection.averageLatencyMillis())
                    .append(",maxlat=")
                    .append(connection.maxLatencyMillis());
        }
        text.append(')');
    }

    private static String address(InetSocketAddress remote) {
        String host = remote.getAddress().getHostAddress();
        return (remote.getAddress() instanceof Inet6Address ? '[' + host + ']' : host)
                + ':'
                + remote.getPort();
    }
}
