package io.quorate.wire;

/**
 * The answer to a {@link ConnectRequest}. Source: spec client-protocol section 3.2.
 *
 * @param timeoutMillis negotiated timeout; 0 means the session is rejected
 * @param sessionId 0 on rejection
 * @param password 16 bytes, zero on rejection
 * @param readOnly whether the server is in read-only mode
 */
public record ConnectResponse(
        int timeoutMillis, long sessionId, byte[] password, boolean readOnly) {

    /** "Your session is gone": the only way a client learns it. */
    public static ConnectResponse rejection(boolean readOnly) {
        return new ConnectResponse(0, 0, new byte[SessionPassword.BYTES], readOnly);
    }

    public boolean isRejection() {
        return timeoutMillis == 0;
    }
}
