package io.quorate.storage.kit.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the last batch of a journal file and is overwritten by the next one: which
 * batch it was, where it begins and ends, and what the file goes on behind. Written together with
 * the batch, in the same write and under the same sync.
 *
 * <p>ZooKeeper's readers stop at the length of 0 before it. As a batch is written only after the
 * sync of the one before it, everything below {@code start} was durable when the seal was written:
 * damage there is rot and never a torn write. A seal never crosses the border of a sector, so that
 * it is there as a whole or not at all.
 *
 * @param number running number of the batch, over all files
 * @param start offset where the batch begins; what is below was durable. The end of the header if
 *     nobody knows (no syncs)
 * @param end offset behind the last entry of the batch
 * @param follows position that the first entry of the file comes behind; {@link #UNKNOWN} if there
 *     may be a hole
 * @param last position of the last entry of the batch
 */
record BatchSeal(long number, long start, long end, long follows, long last) {

    static final long UNKNOWN = -1;

    /** Length of a seal; its last byte is not zero. */
    static final int BYTES = 52;

    /** A disk writes so many bytes, at a multiple of it, whole or not at all. */
    static final int SECTOR_BYTES = 512;

    private static final int MAGIC = 0x5142534C;
    private static final int CRC_OFFSET = 4;
    private static final int VALUES_OFFSET = 8;
    private static final int CLOSING_OFFSET = BYTES - Integer.BYTES;

    /** Where the seal of a batch that ends at {@code end} stands. */
    static long offset(long end) {
        long at = end + LogFormat.PREFIX_BYTES;
        long room = SECTOR_BYTES - at % SECTOR_BYTES;
        return room < BYTES ? at + room : at;
    }

    /** Offset behind the seal of a batch that ends at {@code end}. */
    static long extent(long end) {
        return offset(end) + BYTES;
    }

    /** Writes the zeros behind the batch, of which {@code into} holds the end, and the seal. */
    void write(ByteBuffer into) {
        for (long at = end; at < offset(end); at++) {
            into.put((byte) 0);
        }
        int begin = into.position();
        into.putInt(MAGIC).putInt(0).putLong(number).putLong(start).putLong(end);
        into.putLong(follows).putLong(last).putInt(MAGIC);
        CRC32C crc = new CRC32C();
        crc.update(into.slice(begin + VALUES_OFFSET, BYTES - VALUES_OFFSET));
        into.putInt(begin + CRC_OFFSET, (int) crc.getValue());
    }

    /** The zeros and the seal by themselves, to be written at {@link #end}. */
    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate((int) (extent(end) - end));
        write(bytes);
        return bytes.flip();
    }

    /** The seal in {@code bytes}, which were read at {@code offset}; null if it is none. */
    static @Nullable BatchSeal read(byte[] bytes, long offset) {
        if (bytes.length != BYTES
                || LogFormat.int32(bytes, 0) != MAGIC
                || LogFormat.int32(bytes, CLOSING_OFFSET) != MAGIC) {
            return null;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, VALUES_OFFSET, BYTES - VALUES_OFFSET);
        if ((int) crc.getValue() != LogFormat.int32(bytes, CRC_OFFSET)) {
            return null;
        }
        ByteBuffer values = ByteBuffer.wrap(bytes, VALUES_OFFSET, BYTES - VALUES_OFFSET);
        BatchSeal seal =
                new BatchSeal(
                        values.getLong(),
                        values.getLong(),
                        values.getLong(),
                        values.getLong(),
                        values.getLong());
        return offset(seal.end) == offset ? seal : null;
    }

    /**
     * Whether {@code sector}, from {@code from} on, may be what it was before a batch was written
     * there: zeros, or zeros and the seal of the batch before.
     *
     * @param offset of the sector in the file
     */
    static boolean mayBeUnwritten(byte[] sector, int from, long offset) {
        int last = sector.length - 1;
        while (last >= from && sector[last] == 0) {
            last--;
        }
        if (last < from) {
            return true;
        }
        int begin = last + 1 - BYTES;
        if (begin < from
                || read(Arrays.copyOfRange(sector, begin, last + 1), offset + begin) == null) {
            return false;
        }
        for (int at = from; at < begin; at++) {
            if (sector[at] != 0) {
                return false;
            }
        }
        return true;
    }
}
