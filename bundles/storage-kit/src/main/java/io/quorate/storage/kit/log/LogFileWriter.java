package io.quorate.storage.kit.log;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.storage.kit.DataFileName;
import io.quorate.storage.kit.DiskFaults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The journal file that is being written. Log worker only. */
final class LogFileWriter {

    private static final long MARK_BYTES = 1 << 20;
    private static final long MARK_NANOS = 1_000_000_000L;

    /** Zeros are added when fewer than this many remain (as the reference does). */
    private static final int AHEAD_BYTES = 4096;

    private static final long STEP_MAX = 1 << 20;

    /** A batch of this size carries its own growth cheaply: zeros would only be written twice. */
    private static final int GROWING_BATCH_BYTES = 64 << 10;

    private final LogSegment segment;
    private final Object identity;
    private final DiskFile file;
    private final long follows;
    private final boolean synced;
    private final long preallocBytes;
    private final ByteBuffer markBytes = ByteBuffer.allocateDirect(Long.BYTES);
    private long position = LogFormat.HEADER_BYTES;
    private long allocated;
    private long mark = LogFormat.HEADER_BYTES;
    private long markedNanos;

    private LogFileWriter(
            LogSegment segment,
            Object identity,
            SpareFile.Ready spare,
            long follows,
            boolean synced,
            long preallocBytes,
            long nowNanos) {
        this.segment = segment;
        this.identity = identity;
        this.file = spare.file();
        this.allocated = spare.size();
        this.follows = follows;
        segment.follows = follows;
        this.synced = synced;
        this.preallocBytes = preallocBytes;
        this.markedNanos = nowNanos;
    }

    /**
     * Gives a spare file its name; durable on return. A file that has the name already is moved
     * aside.
     *
     * @param follows position that {@code first} comes behind, {@link BatchSeal#UNKNOWN} if there
     *     may be a hole
     * @param synced each batch is synced before the next one is written
     */
    @SuppressWarnings("NullAway") // the spare file lies in a directory, the target is there
    static LogFileWriter begin(
            Disk disk,
            SpareFile.Ready spare,
            long first,
            long follows,
            boolean synced,
            long preallocBytes,
            long nowNanos)
            throws IOException {
        Path directory = spare.path().getParent();
        String name = DataFileName.LOG + "." + Long.toHexString(first);
        Path target = directory.resolve(name);
        if (disk.exists(target)) {
            int number = 1;
            while (disk.exists(directory.resolve("displaced-" + number + "." + name))) {
                number++;
            }
            disk.rename(target, directory.resolve("displaced-" + number + "." + name));
        }
        disk.rename(spare.path(), target);
        disk.syncDir(directory);
        return new LogFileWriter(
                new LogSegment(first, target),
                disk.identity(target),
                spare,
                follows,
                synced,
                preallocBytes,
                nowNanos);
    }

    LogSegment segment() {
        return segment;
    }

    /** Offset behind what was written. */
    long position() {
        return position;
    }

    /**
     * Writes a batch with its seal; everything before it is durable, so that its start may become
     * the mark.
     *
     * @param number of the batch
     * @return true if the mark was moved
     */
    boolean write(JournalBatch batch, long number, long nowNanos) throws IOException {
        int length = batch.size();
        boolean due =
                position - mark >= MARK_BYTES
                        || nowNanos - markedNanos >= MARK_NANOS
                        || length > LogFormat.BATCH_BYTES_MAX;
        boolean moved = due && mark(nowNanos);
        long start = synced ? position : LogFormat.HEADER_BYTES;
        long end = position + length;
        file.write(
                position, batch.sealed(new BatchSeal(number, start, end, follows, batch.last())));
        position = end;
        allocated = Math.max(allocated, BatchSeal.extent(end));
        if (preallocBytes > 0
                && length < GROWING_BATCH_BYTES
                && position + AHEAD_BYTES >= allocated) {
            extend();
        }
        return moved;
    }

    /**
     * Moves the mark to the end of what was written, all of which is durable; the mark itself is
     * durable with the next sync. False if it is there.
     */
    boolean mark(long nowNanos) throws IOException {
        if (!synced || position == mark) {
            return false;
        }
        mark = position;
        markedNanos = nowNanos;
        file.write(LogFormat.MARK_OFFSET, markBytes.clear().putLong(position).flip());
        return true;
    }

    /** Whether the file that has the name is still the one that is written. */
    boolean isInPlace(Disk disk) throws IOException {
        return identity.equals(disk.identity(segment.file));
    }

    private void extend() throws IOException {
        long step = Math.min(Math.min(preallocBytes, STEP_MAX), Math.max(64 << 10, position));
        try {
            file.preallocate(position + step);
            allocated = position + step;
        } catch (IOException failure) {
            if (!DiskFaults.isFull(failure)) {
                throw failure;
            }
            allocated = Math.max(position, file.size());
        }
    }

    void sync() throws IOException {
        file.sync();
    }

    /** Records that the file is complete and closes it. All that was written is durable already. */
    void finish() throws IOException {
        try (DiskFile closing = file) {
            if (mark(markedNanos)) {
                closing.sync();
            }
        }
    }

    /** Closes without a word, after a fault. */
    void abandon() throws IOException {
        file.close();
    }
}
