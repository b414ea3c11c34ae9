package io.quorate.wire;

import io.quorate.model.WatchKinds;
import io.quorate.model.Znode;

/**
 * Watch notifications as frames: encoded once, the same bytes go to every watcher. Stateless.
 * Source: spec client-protocol section 7.
 */
public final class WatchEventCodec {

    /** zxid in the header of events raised while setWatches is answered. */
    public static final long CATCH_UP_ZXID = -1;

    private static final int FIXED_BYTES = 4 + ReplyHeader.BYTES + 12;

    private WatchEventCodec() {}

    /** Appends a whole frame. */
    public static void encodeFrame(long zxid, int type, Znode path, JuteWriter out) {
        byte[] text = path.utf8();
        out.int32(FIXED_BYTES - 4 + text.length)
                .int32(ReplyHeader.NOTIFICATION_XID)
                .int64(zxid)
                .int32(0);
        out.int32(type).int32(WatchKinds.STATE_SYNC_CONNECTED).buffer(text);
    }

    /** A whole frame of its own, to be shared by many connections. */
    public static byte[] frame(long zxid, int type, Znode path) {
        JuteWriter out = new JuteWriter(FIXED_BYTES + path.length());
        encodeFrame(zxid, type, path, out);
        return out.array();
    }

    /** Decodes what follows a reply header with xid -1. */
    @SuppressWarnings("NullAway") // an event has a path
    public static WatchEvent decode(JuteReader body) throws MalformedRecord {
        return new WatchEvent(body.int32(), body.int32(), body.path());
    }
}
