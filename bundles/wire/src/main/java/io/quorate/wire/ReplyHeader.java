package io.quorate.wire;

/**
 * What every reply begins with. Source: spec client-protocol section 4.
 *
 * @param xid number of the request, or one of the reserved numbers below
 * @param zxid last transaction applied by the server; 0 or -1 where it says nothing
 * @param error 0 or a code of {@link io.quorate.model.ErrorCode}
 */
public record ReplyHeader(int xid, long zxid, int error) {

    /** xid of watch events. */
    public static final int NOTIFICATION_XID = -1;

    /** xid of pings. */
    public static final int PING_XID = -2;

    /** xid of auth packets. */
    public static final int AUTH_XID = -4;

    /** xid of setWatches and setWatches2. */
    public static final int SET_WATCHES_XID = -8;

    /** Bytes of the encoded header. */
    public static final int BYTES = 16;

    public static ReplyHeader decode(JuteReader in) throws MalformedRecord {
        return new ReplyHeader(in.int32(), in.int64(), in.int32());
    }
}
