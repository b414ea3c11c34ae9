package io.quorate.storage.kit.snapshot;

import io.quorate.storage.Position;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import io.quorate.wire.JuteWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Adler32;

/**
 * Writes a version of a tree as a snapshot file of ZooKeeper's format, through a bounded buffer.
 * Background thread. Source: spec disk-format section 6.
 */
public final class SnapshotWriter {

    static final int MAGIC = 0x5a4b534e;
    static final int VERSION = 2;
    static final int HEADER_BYTES = 16;
    static final byte[] SLASH = {'/'};

    private static final int CHUNK = 256 << 10;

    private final OutputStream out;
    private final JuteWriter buffer = new JuteWriter(CHUNK + (CHUNK >> 2));
    private final Adler32 adler = new Adler32();
    private long bodyEnd;
    private long written;

    private SnapshotWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes the whole stream; the caller closes {@code out} (which finishes a compressed
     * container) and makes it durable.
     *
     * @param withDigest write the digest section
     * @param withLastZxid write the section of the last zxid
     * @return offset in the uncompressed stream behind the body's terminator; the body begins at 16
     */
    public static long write(
            TreeReader version, OutputStream out, boolean withDigest, boolean withLastZxid)
            throws StorageException, IOException {
        SnapshotWriter writer = new SnapshotWriter(out);
        writer.body(version);
        writer.trailer(version.position(), withDigest, withLastZxid);
        return writer.bodyEnd;
    }

    private void body(TreeReader version) throws StorageException, IOException {
        buffer.int32(MAGIC).int32(VERSION).int64(-1);
        SnapshotEncoder encoder = new SnapshotEncoder(version);
        while (encoder.encode(buffer, CHUNK)) {
            flush();
        }
        flush();
        bodyEnd = written;
    }

    private void trailer(Position position, boolean withDigest, boolean withLastZxid)
            throws IOException {
        seal();
        if (withDigest) {
            // A tree that has seen no transaction has no digest yet, as the reference puts it.
            boolean none = position.zxid() == 0;
            buffer.int64(position.zxid())
                    .int32(SnapshotTrailer.DIGEST_VERSION)
                    .int64(none ? 0 : position.digest());
            seal();
        }
        if (withLastZxid) {
            buffer.int64(position.zxid());
            seal();
        }
        flush();
    }

    private void seal() throws IOException {
        flush();
        buffer.int64(adler.getValue()).buffer(SLASH);
    }

    private void flush() throws IOException {
        out.write(buffer.array(), 0, buffer.size());
        adler.update(buffer.array(), 0, buffer.size());
        written += buffer.size();
        buffer.reset(2 * CHUNK);
    }
}
