package io.quorate.storage.kit;

import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
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
    private final DiskFile file;
    private final long preallocBytes;
    private final ByteBuffer markBytes = ByteBuffer.allocateDirect(Long.BYTES);
    private long position = LogFormat.HEADER_BYTES;
    private long allocated;
    private long mark = LogFormat.HEADER_BYTES;
    private long markedNanos;

    private LogFileWriter(
            LogSegment segment, SpareFile.Ready spare, long preallocBytes, long nowNanos) {
        this.segment = segment;
        this.file = spare.file();
        this.allocated = spare.size();
        this.preallocBytes = preallocBytes;
        this.markedNanos = nowNanos;
    }

    /**
     * Gives a spare file its name; durable on return. A file that has the name already is moved
     * aside.
     */
    static LogFileWriter begin(
            Disk disk, SpareFile.Ready spare, long first, long preallocBytes, long nowNanos)
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
        return new LogFileWriter(new LogSegment(first, target), spare, preallocBytes, nowNanos);
    }

    LogSegment segment() {
        return segment;
    }

    /** Offset behind what was written. */
    long position() {
        return position;
    }

    /** Writes a batch; everything before it is durable, so that its start may become the mark. */
    void write(ByteBuffer batch, long nowNanos) throws IOException {
        int length = batch.remaining();
        boolean due =
                position - mark >= MARK_BYTES
                        || nowNanos - markedNanos >= MARK_NANOS
                        || length > LogFormat.BATCH_BYTES_MAX;
        if (due && position != mark) {
            mark = position;
            markedNanos = nowNanos;
            file.write(LogFormat.MARK_OFFSET, markBytes.clear().putLong(position).flip());
        }
        file.write(position, batch);
        position += length;
        if (preallocBytes > 0
                && length < GROWING_BATCH_BYTES
                && position + AHEAD_BYTES >= allocated) {
            extend();
        }
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
    void finish(boolean sync) throws IOException {
        try (DiskFile closing = file) {
            if (position != mark) {
                closing.write(LogFormat.MARK_OFFSET, markBytes.clear().putLong(position).flip());
                if (sync) {
                    closing.sync();
                }
            }
        }
    }

    /** Closes without a word, after a fault. */
    void abandon() throws IOException {
        file.close();
    }
}
