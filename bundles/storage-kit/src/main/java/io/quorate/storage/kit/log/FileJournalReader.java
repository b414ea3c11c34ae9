package io.quorate.storage.kit.log;

import io.quorate.model.Zxid;
import io.quorate.runtime.disk.Disk;
import io.quorate.storage.JournalReader;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import io.quorate.storage.kit.DiskFaults;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the durable entries of pinned files. One thread.
 *
 * <p>ZooKeeper leaves older files below a snapshot it has received, and where the next entry opens
 * a new epoch the numbers do not show what is missing. So from below the tree's position at the
 * start, a step to another epoch is made only where the files show that nothing is between.
 */
final class FileJournalReader implements JournalReader {

    /** Gives pinned files free. */
    interface Release {
        void unpin(List<LogSegment> segments);
    }

    private final Disk disk;
    private final int entryBytesMax;
    private final boolean acceptGaps;
    private final List<LogSegment> segments;
    private final long opened;
    private final long endOfLast;
    private final Release release;
    private long previous;
    private boolean continuous;
    private int index = -1;
    private @Nullable LogFileReader current;
    private boolean closed;

    FileJournalReader(
            Disk disk,
            int entryBytesMax,
            boolean acceptGaps,
            List<LogSegment> segments,
            long opened,
            long endOfLast,
            long after,
            Release release) {
        this.disk = disk;
        this.entryBytesMax = entryBytesMax;
        this.acceptGaps = acceptGaps;
        this.segments = segments;
        this.opened = opened;
        this.endOfLast = endOfLast;
        this.previous = after;
        this.release = release;
    }

    @Override
    public boolean next() throws StorageException {
        try {
            for (LogFileReader file = open(); file != null; file = open()) {
                while (file.next()) {
                    long zxid = file.zxid();
                    if (zxid > previous) {
                        checkFollows(file, zxid);
                        previous = zxid;
                        return true;
                    }
                }
                checkEnding(file);
                file.close();
                current = null;
            }
            return false;
        } catch (IOException failure) {
            throw DiskFaults.of(
                    failure, "cannot read the journal", current == null ? null : current.file());
        }
    }

    /** The file that is being read, or the next one; null if there is none. */
    private @Nullable LogFileReader open() throws IOException, StorageException {
        if (current != null || closed || index + 1 >= segments.size()) {
            return current;
        }
        LogSegment segment = segments.get(++index);
        long end = index + 1 == segments.size() ? endOfLast : segment.end;
        LogFileReader next =
                new LogFileReader(
                        disk,
                        segment.file,
                        entryBytesMax,
                        end == LogSegment.UNKNOWN ? Long.MAX_VALUE : end);
        current = next;
        if (!next.hasMagic()) {
            throw DiskFaults.corrupt("journal file has no valid header", segment.file, 0);
        }
        return next;
    }

    private void checkFollows(LogFileReader file, long zxid) throws StorageException, IOException {
        if (continuous
                && (!acceptGaps && !Zxid.follows(previous, zxid) || mayHideSomething(file, zxid))) {
            throw new StorageException(
                    Kind.NEEDS_INSTALL,
                    "journal has a hole between " + Zxid.text(previous) + " and " + Zxid.text(zxid),
                    file.file(),
                    file.start(),
                    null);
        }
        continuous = true;
    }

    /** Whether entries of the epoch before may be missing in front of this one. */
    private boolean mayHideSomething(LogFileReader file, long zxid) throws IOException {
        if (previous >= opened || Zxid.epoch(previous) == Zxid.epoch(zxid)) {
            return false;
        }
        if (file.mark() < LogFormat.HEADER_BYTES) {
            return true;
        }
        return file.start() == LogFormat.HEADER_BYTES && follows(file) != previous;
    }

    /** What the first entry of the current file comes behind. */
    private long follows(LogFileReader file) throws IOException {
        LogSegment segment = segments.get(index);
        if (segment.follows == BatchSeal.UNKNOWN) {
            BatchSeal seal = file.sealBefore(file.lastNonZero(LogFormat.HEADER_BYTES) + 1);
            segment.follows = seal == null ? BatchSeal.UNKNOWN : seal.follows();
        }
        return segment.follows;
    }

    /** A file that was never validated may be damaged; one whose end is known must reach it. */
    private void checkEnding(LogFileReader file) throws StorageException, IOException {
        LogFileReader.Ending ending = file.ending();
        boolean known = segments.get(index).end != LogSegment.UNKNOWN;
        if (ending == LogFileReader.Ending.BAD_CHECKSUM
                || ending == LogFileReader.Ending.BAD_LENGTH
                || (known && ending != LogFileReader.Ending.CLEAN)
                || (known && index + 1 == segments.size() && file.start() < endOfLast)) {
            throw DiskFaults.corrupt(
                    "damaged journal entry (" + ending + ")", file.file(), file.start());
        }
    }

    @Override
    @SuppressWarnings("NullAway") // next has found an entry
    public long position() {
        return current.zxid();
    }

    @Override
    @SuppressWarnings("NullAway") // as position
    public byte[] payload() {
        return current.payload();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        release.unpin(segments);
        if (current != null) {
            try {
                current.close();
            } catch (IOException ignored) {
                // Closing a file that was only read loses nothing.
            }
        }
    }
}
