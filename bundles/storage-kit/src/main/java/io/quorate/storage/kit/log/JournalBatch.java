package io.quorate.storage.kit.log;

import java.nio.ByteBuffer;
import java.util.zip.Adler32;

/** Entries of the next write, encoded once into one buffer. Log worker only. */
final class JournalBatch {

    private static final int INITIAL_BYTES = 64 << 10;
    private static final int KEPT_BYTES = LogFormat.BATCH_BYTES_MAX;

    private final Adler32 adler = new Adler32();
    private ByteBuffer bytes = ByteBuffer.allocateDirect(INITIAL_BYTES);
    private long first = -1;
    private long last = -1;

    void add(long position, byte[] payload) {
        int needed = payload.length + LogFormat.OVERHEAD_BYTES;
        if (bytes.remaining() < needed) {
            grow(needed);
        }
        if (first < 0) {
            first = position;
        }
        last = position;
        adler.reset();
        adler.update(payload, 0, payload.length);
        bytes.putLong(adler.getValue()).putInt(payload.length).put(payload).put(LogFormat.END_MARK);
    }

    boolean isEmpty() {
        return bytes.position() == 0;
    }

    int size() {
        return bytes.position();
    }

    /** Position of the first entry. */
    long first() {
        return first;
    }

    /** Position of the last entry. */
    long last() {
        return last;
    }

    /**
     * The encoded entries with {@code seal} behind them, ready to be written at its start; until
     * {@link #clear} nothing else may be done with the batch.
     */
    ByteBuffer sealed(BatchSeal seal) {
        int needed = (int) (BatchSeal.extent(seal.end()) - seal.end());
        if (bytes.remaining() < needed) {
            grow(needed);
        }
        seal.write(bytes);
        return bytes.flip();
    }

    void clear() {
        first = -1;
        if (bytes.capacity() > KEPT_BYTES) {
            bytes = ByteBuffer.allocateDirect(INITIAL_BYTES);
        } else {
            bytes.clear();
        }
    }

    private void grow(int needed) {
        int capacity = bytes.capacity();
        while (capacity - bytes.position() < needed) {
            capacity = Math.addExact(capacity, capacity);
        }
        bytes = ByteBuffer.allocateDirect(capacity).put(bytes.flip());
    }
}
