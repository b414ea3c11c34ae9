package io.quorate.bench;

import java.nio.ByteBuffer;

/** Where a load run takes its requests from. Called by the thread of the run only. */
public interface Operations {
    /** What {@link #next} has written. */
    enum Kind {
        READ,
        WRITE,
        NONE
    }

    /** Largest frame a source may write, length included. */
    int MAX_FRAME_BYTES = 2048;

    /** Writes one request frame with the given xid, or nothing when there are no more. */
    Kind next(ByteBuffer out, int xid);
}
