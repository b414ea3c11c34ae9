package io.quorate.wire;

/**
 * The handshake of a connection, in the modern form and in that of clients before 3.4. Stateless.
 * Source: spec client-protocol section 3.
 */
public final class ConnectCodec {

    private ConnectCodec() {}

    /** Decodes the body of the first frame. */
    public static ConnectRequest decodeRequest(JuteReader body) throws MalformedRecord {
        int protocolVersion = body.int32();
        long lastZxidSeen = body.int64();
        int timeoutMillis = body.int32();
        long sessionId = body.int64();
        byte[] password = body.buffer();
        boolean oldForm = body.remaining() == 0;
        boolean readOnly = !oldForm && body.bool();
        return new ConnectRequest(
                protocolVersion,
                lastZxidSeen,
                timeoutMillis,
                sessionId,
                password,
                readOnly,
                oldForm);
    }

    /** Appends a frame with the request. */
    public static void encodeFrame(ConnectRequest request, JuteWriter out) {
        int start = out.size();
        out.int32(0)
                .int32(request.protocolVersion())
                .int64(request.lastZxidSeen())
                .int32(request.timeoutMillis());
        out.int64(request.sessionId()).buffer(request.password());
        if (!request.oldForm()) {
            out.bool(request.readOnly());
        }
        out.patchInt32(start, out.size() - start - 4);
    }

    /**
     * Decodes the body of a server's first frame; without the last byte {@code readOnly} is false.
     */
    @SuppressWarnings("NullAway") // a server sends one
    public static ConnectResponse decodeResponse(JuteReader body) throws MalformedRecord {
        body.int32();
        int timeoutMillis = body.int32();
        long sessionId = body.int64();
        byte[] password = body.buffer();
        return new ConnectResponse(
                timeoutMillis, sessionId, password, body.remaining() > 0 && body.bool());
    }

    /** Appends a frame with the response; {@code oldForm} leaves the last byte out. */
    public static void encodeFrame(ConnectResponse response, boolean oldForm, JuteWriter out) {
        int start = out.size();
        out.int32(0)
                .int32(0)
                .int32(response.timeoutMillis())
                .int64(response.sessionId())
                .buffer(response.password());
        if (!oldForm) {
            out.bool(response.readOnly());
        }
        out.patchInt32(start, out.size() - start - 4);
    }
}
