package io.quorate.storage.kit.log;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.OpenMode;
import io.quorate.storage.kit.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How far the journal is durable, in a file {@code quorate.journal} beside the journal's files: it
 * shows that the end of the last one, or the whole of it, has gone. A lower bound: what is noted
 * was durable before. Log worker only.
 *
 * <p>ZooKeeper does not know the file. Where its own log is the newest, it has decided what the
 * history is, and the note is out of date.
 */
final class DurableEnd implements AutoCloseable {

    /** Name of the file. */
    static final String NAME = "quorate.journal";

    /**
     * What is noted.
     *
     * @param first position in the name of the newest file
     * @param offset behind the last durable entry of that file
     * @param last position of the last durable entry; below 0 if there is none
     */
    record Note(long first, long offset, long last) {

        static final Note NOTHING = new Note(-1, 0, -1);

        /** Whether the newest file of a journal whose files end at {@code newest} is gone. */
        boolean isFileMissing(long newest) {
            return first >= 0 && newest < first;
        }

        /**
         * Whether a journal has lost something that was durable. One that ends in a file of
         * ZooKeeper's has not: there the note is out of date.
         *
         * @param newest position in the name of the newest file, -1 without files
         * @param marked whether that file has a batch mark; true without files
         * @param reached position of the last entry, or of the tree if that is later
         */
        boolean isLost(long newest, boolean marked, long reached) {
            boolean missing = isFileMissing(newest);
            return (last > reached || missing) && (marked || newest < first);
        }
    }

    private static final int MAGIC = 0x514A4E4C;
    private static final int BYTES = 32;
    private static final int BYTES_MAX = 4096;
    private static final int VALUES_OFFSET = 8;

    private final Disk disk;
    private final Path file;
    private @Nullable DiskFile open;
    private @Nullable Note noted;

    DurableEnd(Disk disk, Path directory) {
        this.disk = disk;
        this.file = directory.resolve(NAME);
    }

    /** What was noted last; {@link Note#NOTHING} if nothing was, null if the note is damaged. */
    @Nullable Note read() throws IOException {
        boolean exists = disk.exists(file);
        Note found = exists ? decoded(AtomicFile.read(disk, file, BYTES_MAX)) : Note.NOTHING;
        noted = found == null ? Note.NOTHING : found;
        return found;
    }

    private static @Nullable Note decoded(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length != BYTES || LogFormat.int32(bytes, 0) != MAGIC) {
            return null;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, VALUES_OFFSET, BYTES - VALUES_OFFSET);
        if ((int) crc.getValue() != LogFormat.int32(bytes, 4)) {
            return null;
        }
        return new Note(
                LogFormat.int64(bytes, 8), LogFormat.int64(bytes, 16), LogFormat.int64(bytes, 24));
    }

    /**
     * Notes what is durable already; the note itself lasts when the system writes it, or with the
     * next {@link #force}.
     */
    void note(Note now) throws IOException {
        if (now.equals(noted)) {
            return;
        }
        if (open == null) {
            if (!disk.exists(file)) {
                AtomicFile.replace(disk, file, encoded(now).array(), true);
            }
            open = disk.open(file, OpenMode.WRITE);
        }
        open.write(0, encoded(now));
        noted = now;
    }

    /** The same, durable on return. */
    void force(Note now) throws IOException {
        note(now);
        if (open != null) {
            open.sync();
        }
    }

    /**
     * The journal was opened and reaches as far as {@code now}. Durable if what is noted does not
     * hold any more; of files that were never noted, nothing is.
     */
    void opened(Note now) throws IOException {
        if (noted == null || noted.equals(Note.NOTHING)) {
            return;
        }
        if (noted.last() > now.last() || noted.first() != now.first()) {
            force(now);
        } else {
            note(now);
        }
    }

    /**
     * {@link #force} if what is noted goes farther than {@code now}, so that it never claims it.
     */
    void lower(Note now) throws IOException {
        if (noted != null && noted.last() > now.last()) {
            force(now);
        }
    }

    private static ByteBuffer encoded(Note note) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putInt(MAGIC).putInt(0).putLong(note.first()).putLong(note.offset());
        bytes.putLong(note.last());
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), VALUES_OFFSET, BYTES - VALUES_OFFSET);
        return bytes.putInt(4, (int) crc.getValue()).flip();
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
