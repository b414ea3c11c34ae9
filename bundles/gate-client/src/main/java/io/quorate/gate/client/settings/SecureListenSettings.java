package io.quorate.gate.client.settings;

import io.quorate.tls.TlsSettings;
import org.jspecify.annotations.Nullable;

/**
 * Where clients come in with TLS.
 *
 * @param address {@code secureClientPortAddress}; empty: all interfaces
 * @param port {@code secureClientPort}; 0: any free port; -1: none
 * @param unified {@code client.portUnification}: whether the plain port takes TLS as well
 * @param tls how; null if nothing speaks it
 * @param handshakesMax {@code netty.server.outstandingHandshake.limit}: most that may be under way;
 *     -1: no limit
 */
public record SecureListenSettings(
        String address, int port, boolean unified, @Nullable TlsSettings tls, int handshakesMax) {

    /** No TLS. */
    public static final SecureListenSettings NONE =
            new SecureListenSettings("", -1, false, null, -1);

    /** Checks that there is TLS where it is spoken. */
    public SecureListenSettings {
        if (tls == null && (port >= 0 || unified)) {
            throw new IllegalArgumentException("a port with TLS needs its settings");
        }
    }
}
