package io.quorate.storage.kit.snapshot;

import io.quorate.storage.StorageException;
import java.util.Arrays;

/**
 * Takes the body of a snapshot in pieces cut anywhere, as another server sends it, and hands its
 * parts to a sink. One thread at a time.
 */
public final class SnapshotPieces {

    private static final byte[] NOTHING = {};

    private final SnapshotDecoder decoder;

    /** The first {@link #kept} bytes wait for the rest of their record. */
    private byte[] rest = NOTHING;

    private int kept;

    /** Nothing was taken yet. */
    public SnapshotPieces(SnapshotSink sink) {
        decoder = new SnapshotDecoder(sink);
    }

    /**
     * The next piece.
     *
     * @param last the body must be complete with it
     * @throws StorageException CORRUPT: this is no body; or what the sink throws
     */
    public void take(byte[] bytes, boolean last) throws StorageException {
        byte[] from = bytes;
        int to = bytes.length;
        if (kept > 0) {
            keep(bytes, 0);
            from = rest;
            to = kept;
        }
        int used = decoder.decode(from, 0, to);
        int left = to - used;
        if (from == rest) {
            System.arraycopy(rest, used, rest, 0, left);
            kept = left;
        } else {
            keep(bytes, used);
        }
        if (last && !decoder.done()) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT, "a snapshot ends before its terminator");
        }
        if (decoder.done() && kept > 0) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "there are bytes behind the terminator of a snapshot");
        }
    }

    /** Adds what is at and behind {@code from} to what waits for the rest of its record. */
    private void keep(byte[] bytes, int from) throws StorageException {
        int more = bytes.length - from;
        long needed = (long) kept + more;
        if (needed > rest.length) {
            if (needed > SnapshotDecoder.RECORD_BYTES_MAX) {
                throw new StorageException(
                        StorageException.Kind.CORRUPT, "a record of a snapshot is too long");
            }
            rest = Arrays.copyOf(rest, (int) Math.max(needed, 2L * kept));
        }
        System.arraycopy(bytes, from, rest, kept, more);
        kept += more;
    }
}
