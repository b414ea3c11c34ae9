package io.quorate.wire;

import org.jspecify.annotations.Nullable;

/**
 * The first message of a connection. Source: spec client-protocol section 3.1.
 *
 * @param protocolVersion 0; without meaning
 * @param lastZxidSeen highest zxid the client has seen, 0 for a new client
 * @param timeoutMillis session timeout asked for
 * @param sessionId session to renew, 0 for a new one
 * @param password of the session; any length, may be null
 * @param readOnly whether a read-only server will do
 * @param oldForm whether the readOnly byte was absent; then the response lacks it too
 */
public record ConnectRequest(
        int protocolVersion,
        long lastZxidSeen,
        int timeoutMillis,
        long sessionId,
        byte @Nullable [] password,
        boolean readOnly,
        boolean oldForm) {}
