package io.quorate.storage.kit;

import io.quorate.model.Zxid;
import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.OpenMode;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageNotice;
import io.quorate.storage.StorageSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the files of a journal, validates those a replay from a given position needs, removes what
 * never was durable, and refuses what is damaged. Source: spec disk-format sections 10 and 11.1,
 * ADR on torn tails.
 *
 * <p>What the last batch left behind is written again and synced before anybody builds on it: after
 * the end of a process, or a sync that failed, it may be in the memory of the system only.
 *
 * <p>A damaged entry is a <em>torn tail</em> (cut, with a notice) or a <em>damaged file</em>
 * (refused). In a file with a batch mark only the last batch can be torn: damage below the mark, or
 * farther before the last written byte than a batch is long, is refused. Files without a mark were
 * written by ZooKeeper and follow its rules, save that non-zero bytes behind the damage are
 * refused.
 */
final class JournalRecovery {

    /** What was found; {@code last} is -1 without entries. */
    record Found(List<LogSegment> segments, long last, String cutTail) {}

    private static final int COPY_BYTES = 256 << 10;

    private final Path directory;
    private final StorageHost host;
    private final Disk disk;
    private final StorageSettings settings;
    private final List<LogSegment> segments = new ArrayList<>();
    private long last = -1;
    private String cutTail;

    JournalRecovery(Path directory, StorageHost host) {
        this.directory = directory;
        this.host = host;
        this.disk = host.disk();
        this.settings = host.settings();
    }

    /** Recovers for a replay of what is behind {@code from} (0 for an empty tree). */
    Found recover(long from) throws StorageException, IOException {
        List<String> names = disk.list(directory);
        for (String name : names) {
            if (SpareFile.isSpare(name)) {
                disk.delete(directory.resolve(name));
            }
        }
        for (DataFileName name : DataFileName.select(DataFileName.LOG, names)) {
            if (name.extension().isEmpty()) {
                segments.add(new LogSegment(name.zxid(), directory.resolve(name.name())));
            }
        }
        removeEmptyTail();
        long previous = from;
        for (int i = firstNeeded(from); i < segments.size(); i++) {
            previous = validate(i, previous);
        }
        removeTailWithoutEntries();
        while (last < 0 && !segments.isEmpty()) {
            validate(segments.size() - 1, from);
            removeTailWithoutEntries();
        }
        if (!segments.isEmpty() && settings.forceSync()) {
            secure(segments.getLast());
        }
        return new Found(segments, last, cutTail);
    }

    private int firstNeeded(long from) {
        int needed = 0;
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i).first <= from + 1) {
                needed = i;
            }
        }
        return needed;
    }

    private void removeEmptyTail() throws IOException {
        while (!segments.isEmpty()) {
            Path file = segments.getLast().file;
            if (disk.size(file) >= LogFormat.HEADER_BYTES) {
                return;
            }
            remove(file, "journal file without a whole header removed: " + file);
            segments.removeLast();
        }
    }

    private void removeTailWithoutEntries() throws IOException {
        while (!segments.isEmpty() && segments.getLast().end == LogFormat.HEADER_BYTES) {
            Path file = segments.getLast().file;
            remove(file, "journal file without entries removed: " + file);
            segments.removeLast();
        }
    }

    private void remove(Path file, String sentence) throws IOException {
        disk.delete(file);
        disk.syncDir(directory);
        host.notice(new StorageNotice(StorageNotice.Kind.REMOVED_FILE, sentence, 0));
    }

    /** Reads all of a file; returns the highest position so far. */
    private long validate(int index, long previous) throws StorageException, IOException {
        LogSegment segment = segments.get(index);
        long highest = previous;
        long cutAt = -1;
        try (LogFileReader reader =
                new LogFileReader(disk, segment.file, settings.entryBytesMax(), Long.MAX_VALUE)) {
            if (!reader.hasMagic()) {
                throw DiskFaults.corrupt("journal file has no valid header", segment.file, 0);
            }
            while (reader.next()) {
                long zxid = reader.zxid();
                if (zxid > highest) {
                    checkFollows(highest, zxid, reader);
                    highest = zxid;
                }
                last = Math.max(last, zxid);
            }
            if (reader.lastNonZero(reader.start()) >= 0) {
                judge(index, reader);
                cutAt = reader.start();
            }
            segment.mark = reader.mark();
            segment.last = last;
            segment.end = reader.start();
        }
        if (cutAt >= 0) {
            cut(segment, cutAt);
        }
        return highest;
    }

    private void checkFollows(long previous, long zxid, LogFileReader reader)
            throws StorageException {
        if (!Zxid.follows(previous, zxid) && !settings.acceptGaps()) {
            throw DiskFaults.corrupt(
                    "journal has a hole: "
                            + Zxid.text(zxid)
                            + " comes behind "
                            + Zxid.text(previous)
                            + " (a file is missing, or the snapshot that covers the hole; quorate.storage.acceptGaps starts anyway)",
                    reader.file(),
                    reader.start());
        }
    }

    /**
     * Returns if the damage at the end of the entries is a torn tail; throws if it is corruption.
     */
    private void judge(int index, LogFileReader reader) throws StorageException, IOException {
        long at = reader.start();
        long mark = reader.mark();
        long lastByte = reader.lastNonZero(at);
        if (mark >= LogFormat.HEADER_BYTES) {
            long reach =
                    Math.max(
                            LogFormat.BATCH_BYTES_MAX,
                            (long) settings.entryBytesMax() + LogFormat.OVERHEAD_BYTES);
            if (at < mark) {
                throw damaged(reader, "bytes below the durable offset " + mark);
            }
            if (at != mark && lastByte - at >= reach) {
                throw damaged(
                        reader,
                        "damage farther before the last byte ("
                                + lastByte
                                + ") than a batch is long");
            }
            if (index + 1 < segments.size() && hasMark(segments.get(index + 1))) {
                throw damaged(reader, "a later file shows that this one was complete");
            }
            return;
        }
        if (reader.ending() == LogFileReader.Ending.BAD_LENGTH
                || reader.ending() == LogFileReader.Ending.BAD_CHECKSUM) {
            throw damaged(reader, null);
        }
        if (reader.ending() != LogFileReader.Ending.CUT && lastByte >= extent(reader)) {
            throw damaged(reader, "further bytes follow, up to offset " + lastByte);
        }
    }

    private static long extent(LogFileReader reader) {
        return switch (reader.ending()) {
            case NO_END_MARK -> reader.start() + LogFormat.OVERHEAD_BYTES + reader.payloadLength();
            case ONLY_CHECKSUM -> reader.start() + LogFormat.PREFIX_BYTES;
            default -> reader.start();
        };
    }

    private static StorageException damaged(LogFileReader reader, String why) {
        String sentence =
                "damaged journal entry (" + reader.ending() + ")" + (why == null ? "" : ": " + why);
        return DiskFaults.corrupt(sentence, reader.file(), reader.start());
    }

    private boolean hasMark(LogSegment segment) throws IOException {
        try (LogFileReader reader =
                new LogFileReader(disk, segment.file, settings.entryBytesMax(), Long.MAX_VALUE)) {
            return reader.hasMagic() && reader.mark() >= LogFormat.HEADER_BYTES;
        }
    }

    /** Makes durable what may not be: everything behind the mark of the last file. */
    private void secure(LogSegment segment) throws IOException {
        long at =
                segment.mark >= LogFormat.HEADER_BYTES
                        ? segment.mark
                        : Math.max(LogFormat.HEADER_BYTES, segment.end - LogFormat.BATCH_BYTES_MAX);
        if (at >= segment.end) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(COPY_BYTES);
        try (DiskFile file = disk.open(segment.file, OpenMode.WRITE)) {
            while (at < segment.end) {
                bytes.clear().limit((int) Math.min(COPY_BYTES, segment.end - at));
                int read = file.read(at, bytes);
                if (read <= 0) {
                    throw new IOException(segment.file + " became shorter while it was read");
                }
                file.write(at, bytes.flip());
                at += read;
            }
            file.sync();
        }
    }

    /** Removes a torn tail for good, so that the file is whole from now on. */
    private void cut(LogSegment segment, long offset) throws IOException {
        long size = disk.size(segment.file);
        try (DiskFile file = disk.open(segment.file, OpenMode.WRITE)) {
            file.truncate(offset);
            file.sync();
        }
        cutTail = "torn tail cut: " + segment.file + " from " + size + " to " + offset + " bytes";
        host.notice(new StorageNotice(StorageNotice.Kind.CUT_TAIL, cutTail, 0));
    }
}
