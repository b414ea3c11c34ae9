package io.quorate.tools;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The zxid inside an encoded transaction. */
final class Zxids {

    /** Behind session (8 bytes) and cxid (4). */
    private static final int OFFSET = 12;

    private Zxids() {}

    static long of(byte[] payload) throws IOException {
        if (payload.length < OFFSET + Long.BYTES) {
            throw new IOException("an entry is too short for a transaction");
        }
        return ByteBuffer.wrap(payload).getLong(OFFSET);
    }
}
