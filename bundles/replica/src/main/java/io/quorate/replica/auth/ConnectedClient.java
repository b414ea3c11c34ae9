package io.quorate.replica.auth;

import io.quorate.auth.AuthConnection;
import io.quorate.service.ClientConnection;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What schemes are shown of a connection: a copy, so that a plugin that keeps it keeps nothing
 * else. Immutable, any thread.
 */
public record ConnectedClient(InetSocketAddress remoteAddress, List<X509Certificate> certificates)
        implements AuthConnection {

    public ConnectedClient {
        certificates = List.copyOf(certificates);
    }

    public static ConnectedClient of(ClientConnection connection) {
        return new ConnectedClient(connection.remote(), connection.certificates());
    }
}
