package io.quorate.storage.kit.log;

import java.nio.ByteBuffer;

/**
 * Numbers of ZooKeeper's transaction log files. Source: spec disk-format sections 3 and 4.
 *
 * <p>A file is a header of 16 bytes (magic, version, dbid), entries of {@code long checksum, int
 * length, payload, byte 0x42}, zero padding. Readers of ZooKeeper ignore the {@code dbid}; ours
 * keep the <em>batch mark</em> there: an offset below which every byte was durable when the mark
 * was written. It distinguishes a torn batch from damaged bytes.
 */
final class LogFormat {

    static final int MAGIC = 0x5A4B4C47;
    static final int VERSION = 2;
    static final int HEADER_BYTES = 16;
    static final int MARK_OFFSET = 8;

    /** Checksum and length. */
    static final int PREFIX_BYTES = 12;

    /** Bytes of an entry besides its payload. */
    static final int OVERHEAD_BYTES = PREFIX_BYTES + 1;

    static final byte END_MARK = 0x42;

    /** Session, cxid, zxid, time, type: the least a payload has. */
    static final int TXN_HEADER_BYTES = 32;

    /** Where the zxid is in a payload. */
    static final int ZXID_OFFSET = 12;

    /**
     * A batch is written and synced at the latest when it has this many bytes (or has one entry
     * that is longer).
     */
    static final int BATCH_BYTES_MAX = 4 << 20;

    private LogFormat() {}

    /** A file header with {@code mark} in place of the dbid. */
    static ByteBuffer header(long mark) {
        return ByteBuffer.allocate(HEADER_BYTES).putInt(MAGIC).putInt(VERSION).putLong(mark).flip();
    }

    /** The zxid in a payload. */
    static long zxid(byte[] bytes, int payloadOffset) {
        int at = payloadOffset + ZXID_OFFSET;
        return ((long) int32(bytes, at) << 32) | (int32(bytes, at + 4) & 0xffffffffL);
    }

    static int int32(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | bytes[at + 3] & 0xff;
    }

    static long int64(byte[] bytes, int at) {
        return ((long) int32(bytes, at) << 32) | (int32(bytes, at + 4) & 0xffffffffL);
    }
}
