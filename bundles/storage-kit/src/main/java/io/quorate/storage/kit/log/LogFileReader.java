package io.quorate.storage.kit.log;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;

/** Reads the entries of one log file and says how they end. One thread. */
final class LogFileReader implements AutoCloseable {

    /** Why {@link #next} has returned false. */
    enum Ending {
        /** End of the file, of the limit, or zeros. */
        CLEAN,
        /** Checksum without length. */
        ONLY_CHECKSUM,
        /** The file ends inside the entry. */
        CUT,
        /** The byte behind the payload is not the end mark. */
        NO_END_MARK,
        /** A length below 0 or above the limit, or too short for a transaction. */
        BAD_LENGTH,
        /** Length and end mark are right, the checksum is not. */
        BAD_CHECKSUM
    }

    private static final int LONGEST_BYTES = 1 << 30;
    private static final int BUFFER_BYTES = 256 << 10;

    private final Path file;
    private final DiskFile open;
    private final int entryBytesMax;
    private final long limit;
    private final Adler32 adler = new Adler32();
    private byte[] buffer = new byte[BUFFER_BYTES];
    private long bufferAt;
    private int buffered;
    private long at = LogFormat.HEADER_BYTES;
    private long start = LogFormat.HEADER_BYTES;
    private int payloadOffset;
    private int payloadLength;
    private @Nullable Ending ending;
    private byte @Nullable [] header;

    /**
     * Opens {@code file}; entries at or behind {@code limit} are not read ({@link Long#MAX_VALUE}:
     * all).
     */
    LogFileReader(Disk disk, Path file, int entryBytesMax, long limit) throws IOException {
        this.file = file;
        this.entryBytesMax = entryBytesMax;
        this.limit = limit;
        this.open = disk.open(file, OpenMode.READ);
    }

    /** True if the header is whole and has the right magic. */
    boolean hasMagic() throws IOException {
        return LogFormat.int32(header(), 0) == LogFormat.MAGIC;
    }

    /** The batch mark, or a value below 16 if the file has none. */
    long mark() throws IOException {
        return LogFormat.int64(header(), LogFormat.MARK_OFFSET);
    }

    /** The file's header; zeros if it is not whole. */
    private byte[] header() throws IOException {
        if (header == null) {
            byte[] bytes = new byte[LogFormat.HEADER_BYTES];
            if (open.size() >= bytes.length) {
                readFully(0, bytes, bytes.length);
            }
            header = bytes;
        }
        return header;
    }

    /**
     * An entry may have any length that the file has room for: none is refused that was logged, and
     * the checksum shows whether the length is right. The limit for what clients send only shows
     * what a length without room is: nonsense, or an entry that was cut off.
     */
    private boolean isTooLong(int length) throws IOException {
        return length > entryBytesMax
                && (length > LONGEST_BYTES
                        || mark() < LogFormat.HEADER_BYTES
                                && start + LogFormat.OVERHEAD_BYTES + length > open.size());
    }

    /** Goes on at {@code offset}, which is the start of an entry. */
    void seek(long offset) {
        at = offset;
    }

    /** Moves to the next entry; false at the end, see {@link #ending()}. */
    boolean next() throws IOException {
        start = at;
        ending = examine();
        if (ending != null) {
            return false;
        }
        at = start + LogFormat.OVERHEAD_BYTES + payloadLength;
        return true;
    }

    private @Nullable Ending examine() throws IOException {
        if (start >= limit) {
            return Ending.CLEAN;
        }
        if (!fill(start, LogFormat.PREFIX_BYTES)) {
            return start >= open.size() ? Ending.CLEAN : Ending.CUT;
        }
        int offset = (int) (start - bufferAt);
        long checksum = LogFormat.int64(buffer, offset);
        int length = LogFormat.int32(buffer, offset + 8);
        if (length == 0) {
            return checksum == 0 ? Ending.CLEAN : Ending.ONLY_CHECKSUM;
        }
        if (length < 0 || isTooLong(length)) {
            return Ending.BAD_LENGTH;
        }
        payloadLength = length;
        // Asking for the size is a system call; no buffer is made for what cannot be there.
        if (length > BUFFER_BYTES && start + LogFormat.OVERHEAD_BYTES + length > open.size()) {
            return Ending.CUT;
        }
        if (!fill(start, LogFormat.OVERHEAD_BYTES + length)) {
            return Ending.CUT;
        }
        payloadOffset = (int) (start - bufferAt) + LogFormat.PREFIX_BYTES;
        if (buffer[payloadOffset + length] != LogFormat.END_MARK) {
            return Ending.NO_END_MARK;
        }
        adler.reset();
        adler.update(buffer, payloadOffset, length);
        if (adler.getValue() != checksum) {
            return Ending.BAD_CHECKSUM;
        }
        return length < LogFormat.TXN_HEADER_BYTES ? Ending.BAD_LENGTH : null;
    }

    /** Why there is no further entry; asked for where {@link #next()} has found none. */
    @SuppressWarnings("NullAway") // next has found none
    Ending ending() {
        return ending;
    }

    /** Offset of the current entry; after the end, where the next one would have been. */
    long start() {
        return start;
    }

    /** Offset behind the current entry. */
    long end() {
        return at;
    }

    /** Length of the payload of the current (or damaged) entry. */
    int payloadLength() {
        return payloadLength;
    }

    long zxid() {
        return LogFormat.zxid(buffer, payloadOffset);
    }

    byte[] payload() {
        return Arrays.copyOfRange(buffer, payloadOffset, payloadOffset + payloadLength);
    }

    /** Offset of the last byte at or behind {@code from} that is not zero, or -1. */
    long lastNonZero(long from) throws IOException {
        byte[] chunk = new byte[64 << 10];
        long end = open.size();
        while (end > from) {
            long begin = Math.max(from, end - chunk.length);
            int length = (int) (end - begin);
            readFully(begin, chunk, length);
            for (int i = length - 1; i >= 0; i--) {
                if (chunk[i] != 0) {
                    return begin + i;
                }
            }
            end = begin;
        }
        return -1;
    }

    /** The seal that ends before {@code offset}, null if there is none. */
    @Nullable BatchSeal sealBefore(long offset) throws IOException {
        long at = offset - BatchSeal.BYTES;
        return at < LogFormat.HEADER_BYTES || offset > open.size() ? null : sealAt(at);
    }

    /** The seal of a batch that ends at {@code end}, null if there is none. */
    @Nullable BatchSeal sealBehind(long end) throws IOException {
        return BatchSeal.extent(end) > open.size() ? null : sealAt(BatchSeal.offset(end));
    }

    private @Nullable BatchSeal sealAt(long offset) throws IOException {
        byte[] bytes = new byte[BatchSeal.BYTES];
        readFully(offset, bytes, bytes.length);
        return BatchSeal.read(bytes, offset);
    }

    /** The sector at {@code offset}, shorter at the end of the file. */
    byte[] sector(long offset) throws IOException {
        byte[] bytes = new byte[(int) Math.min(BatchSeal.SECTOR_BYTES, open.size() - offset)];
        readFully(offset, bytes, bytes.length);
        return bytes;
    }

    /** Length of the file. */
    long size() throws IOException {
        return open.size();
    }

    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        open.close();
    }

    /**
     * Makes {@code length} bytes from {@code offset} available in the buffer; false if the file is
     * shorter.
     */
    private boolean fill(long offset, int length) throws IOException {
        if (offset >= bufferAt && offset + length <= bufferAt + buffered) {
            return true;
        }
        if (length > buffer.length) {
            buffer = new byte[length + BUFFER_BYTES];
        }
        bufferAt = offset;
        buffered = 0;
        while (buffered < length) {
            int read =
                    open.read(
                            offset + buffered,
                            ByteBuffer.wrap(buffer, buffered, buffer.length - buffered));
            if (read <= 0) {
                return false;
            }
            buffered += read;
        }
        return true;
    }

    private void readFully(long offset, byte[] into, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int read = open.read(offset + done, ByteBuffer.wrap(into, done, length - done));
            if (read <= 0) {
                throw new IOException("the file " + file + " became shorter while it was read");
            }
            done += read;
        }
    }
}
