package io.quorate.auth;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a scheme may know of a client connection. Immutable, any thread; may be kept as long as
 * somebody needs it, and keeps nothing of the connection alive.
 */
@ProviderType
public interface AuthConnection {

    /** Address of the other end of the socket; resolved, never null. */
    InetSocketAddress remoteAddress();

    /**
     * Verified certificates of the client, its own first; empty without TLS or without client
     * certificate. Immutable.
     */
    default List<X509Certificate> certificates() {
        return List.of();
    }
}
