package io.quorate.storage.kit.snapshot;

import io.quorate.storage.StorageException;
import io.quorate.wire.JuteReader;
import io.quorate.wire.MalformedRecord;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.Adler32;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot file of ZooKeeper's format: checks header and seals and hands the content to a
 * sink. Background thread. Source: spec disk-format section 6.
 */
public final class SnapshotReader {

    private static final int WINDOW = 256 << 10;
    private static final int WINDOW_MAX = Integer.MAX_VALUE - 16;
    private static final int SEAL_BYTES = 13;
    private static final int LAST_ZXID_BYTES = 8;

    /** Longest rest behind the first seal that can be a trailer (an old digest is text). */
    private static final int TRAILER_MAX = 4096;

    @SuppressWarnings("NullAway.Init") // given where the reader is made
    private InputStream in;

    private final Adler32 adler = new Adler32();
    private byte[] window = new byte[WINDOW];
    private int at;
    private int limit;

    /** The checksum covers the stream up to here. */
    private int summed;

    /** Offset in the uncompressed stream of {@code window[0]}. */
    private long base;

    private boolean ended;

    private SnapshotReader() {}

    /**
     * Reads the whole stream.
     *
     * @param container how {@code in} is wrapped; its own checksums are checked too
     * @param streamBytes uncompressed length, {@link Long#MAX_VALUE} if it is not known
     * @throws StorageException CORRUPT with the offset in the uncompressed stream, or IO
     */
    @SuppressWarnings("NullAway") // a fault of the storage has a message
    public static SnapshotTrailer read(
            SnapshotContainer container, InputStream in, SnapshotSink sink, long streamBytes)
            throws StorageException {
        SnapshotReader reader = new SnapshotReader();
        try {
            reader.in = container.unwrap(in);
            reader.header();
            reader.body(new SnapshotDecoder(sink, streamBytes));
            reader.seal("first");
            return reader.trailer();
        } catch (ZipException | EOFException | MalformedRecord e) {
            throw reader.corrupt(
                    e.getMessage() == null ? "the snapshot ends early" : e.getMessage(), e);
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Kind.IO,
                    "cannot read a snapshot: " + e.getMessage(),
                    null,
                    reader.base + reader.at,
                    e);
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.CORRUPT) {
                throw reader.corrupt(e.getMessage(), e);
            }
            throw e;
        }
    }

    private void header() throws IOException, StorageException, MalformedRecord {
        need(SnapshotWriter.HEADER_BYTES);
        int magic = new JuteReader(window, at, limit).int32();
        if (magic != SnapshotWriter.MAGIC) {
            throw corrupt("not a snapshot: magic 0x" + Integer.toHexString(magic), null);
        }
        at += SnapshotWriter.HEADER_BYTES;
    }

    private void body(SnapshotDecoder decoder) throws IOException, StorageException {
        while (true) {
            at = decoder.decode(window, at, limit);
            if (decoder.done()) {
                return;
            }
            if (!fill()) {
                throw corrupt("the snapshot ends early", null);
            }
        }
    }

    /** Compares a seal with the checksum of everything before it. */
    private void seal(String which) throws IOException, StorageException, MalformedRecord {
        need(SEAL_BYTES);
        sum();
        JuteReader reader = new JuteReader(window, at, limit);
        long sealed = reader.int64();
        if (sealed != adler.getValue()) {
            throw corrupt("the " + which + " seal does not match the content", null);
        }
        if (!Arrays.equals(reader.buffer(), SnapshotWriter.SLASH)) {
            throw corrupt("the " + which + " seal has no end mark", null);
        }
        at += SEAL_BYTES;
        adler.update(window, at - SEAL_BYTES, SEAL_BYTES);
        summed = at;
    }

    private void sum() {
        adler.update(window, summed, at - summed);
        summed = at;
    }

    private SnapshotTrailer trailer() throws IOException, StorageException, MalformedRecord {
        while (limit - at <= TRAILER_MAX && fill()) {
            // The length of the rest decides what it is.
        }
        int rest = limit - at;
        if (rest > TRAILER_MAX) {
            throw corrupt("more than a trailer behind the first seal", null);
        }
        SnapshotTrailer digest = SnapshotTrailer.NONE;
        if (rest != 0 && rest != LAST_ZXID_BYTES + SEAL_BYTES) {
            digest = digest();
            rest = limit - at;
        }
        if (rest == 0) {
            return digest;
        }
        long lastZxid = new JuteReader(window, at, limit).int64();
        at += LAST_ZXID_BYTES;
        seal("last");
        if (at != limit) {
            throw corrupt("bytes behind the last seal", null);
        }
        return new SnapshotTrailer(
                digest.digestVersion(), digest.digestZxid(), digest.digest(), lastZxid);
    }

    private SnapshotTrailer digest() throws IOException, StorageException, MalformedRecord {
        JuteReader reader = new JuteReader(window, at, limit);
        long zxid = reader.int64();
        int version = reader.int32();
        long digest = 0;
        if (version < SnapshotTrailer.DIGEST_VERSION) {
            reader.ustring();
        } else {
            digest = reader.int64();
        }
        at = reader.position();
        seal("second");
        return new SnapshotTrailer(version, zxid, digest, -1);
    }

    private void need(int bytes) throws IOException, StorageException {
        while (limit - at < bytes) {
            if (!fill()) {
                throw new EOFException("the snapshot ends early");
            }
        }
    }

    /**
     * Reads more behind what is left, moving that to the front of the window or growing it; false
     * at the end of the stream.
     */
    private boolean fill() throws IOException, StorageException {
        if (ended) {
            return false;
        }
        if (limit == window.length) {
            sum();
            int rest = limit - at;
            if (rest == WINDOW_MAX) {
                throw corrupt("a record that is too long", null);
            }
            byte[] target =
                    rest > window.length / 2
                            ? new byte[(int) Math.min(WINDOW_MAX, 2L * window.length)]
                            : window;
            System.arraycopy(window, at, target, 0, rest);
            window = target;
            base += at;
            at = 0;
            summed = 0;
            limit = rest;
        }
        int read = in.read(window, limit, window.length - limit);
        if (read < 0) {
            ended = true;
            return false;
        }
        limit += read;
        return true;
    }

    private StorageException corrupt(String what, @Nullable Exception cause) {
        return new StorageException(StorageException.Kind.CORRUPT, what, null, base + at, cause);
    }
}
