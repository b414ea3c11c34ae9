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

    /**
     * How many requests go out together: the next ones follow when all of them are answered. With
     * one, each answer makes room for a request.
     */
    default int together() {
        return 1;
    }

    /** Writes one request frame with the given xid, or nothing when there are no more. */
    Kind next(ByteBuffer out, int xid);
}
