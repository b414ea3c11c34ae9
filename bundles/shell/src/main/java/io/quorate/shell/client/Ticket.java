package io.quorate.shell.client;

import io.quorate.wire.JuteReader;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.MalformedRecord;

/**
 * What a session is known by, and the handshake that makes or renews it. Source: spec
 * client-protocol section 3. Reader thread only.
 */
final class Ticket {

    private static final int PASSWORD_BYTES = 16;

    private long sessionId;
    private byte[] password = new byte[PASSWORD_BYTES];
    private int negotiatedTimeoutMillis;
    private boolean onReadOnlyServer;

    /**
     * Whether the id was ever confirmed by a server with a quorum; otherwise it means nothing to
     * other servers.
     */
    private boolean confirmed;

    /** The connect request without its length. */
    JuteWriter request(long lastZxidSeen, SessionSettings settings) {
        boolean renew = confirmed;
        return new JuteWriter(64)
                .int32(0)
                .int64(lastZxidSeen)
                .int32(settings.timeoutMillis())
                .int64(renew ? sessionId : 0)
                .buffer(renew ? password : new byte[PASSWORD_BYTES])
                .bool(settings.readOnly());
    }

    /** Takes the server's answer. False if the session is gone. */
    boolean accept(JuteReader response) throws MalformedRecord {
        response.int32();
        int timeoutMillis = response.int32();
        long id = response.int64();
        byte[] secret = response.buffer();
        boolean readOnlyServer = response.remaining() > 0 && response.bool();
        if (timeoutMillis <= 0) {
            return false;
        }
        negotiatedTimeoutMillis = timeoutMillis;
        sessionId = id;
        password = secret == null ? new byte[PASSWORD_BYTES] : secret;
        onReadOnlyServer = readOnlyServer;
        confirmed |= !readOnlyServer;
        return true;
    }

    int negotiatedTimeoutMillis() {
        return negotiatedTimeoutMillis;
    }

    boolean isOnReadOnlyServer() {
        return onReadOnlyServer;
    }

    boolean hasSession() {
        return sessionId != 0;
    }
}
