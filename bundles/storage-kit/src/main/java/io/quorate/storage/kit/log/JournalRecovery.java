package io.quorate.storage.kit.log;

import io.quorate.model.Zxid;
import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.OpenMode;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageNotice;
import io.quorate.storage.StorageSettings;
import io.quorate.storage.kit.DataFileName;
import io.quorate.storage.kit.DiskFaults;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of a journal, validates those a replay from a given position needs, removes what
 * never was durable, and refuses what is damaged. Source: spec disk-format sections 10 and 11.1,
 * docs/adr/0005, docs/adr/0056.
 *
 * <p>What the last batch left behind is written again and synced before anybody builds on it: after
 * the end of a process, or a sync that failed, it may be in the memory of the system only.
 *
 * <p>An entry that is not whole is a <em>torn tail</em> (cut, with a notice) or a <em>damaged
 * file</em> (refused); {@link LogTailCheck} decides which. Damage is also a file that ends before
 * what was durable in it, and a file that is missing: one that comes behind entries that are not
 * there, or one that was noted as the newest.
 *
 * <p>With {@code acceptGaps} damage costs what is behind it in its file, which is kept aside.
 */
final class JournalRecovery {

    /** What was found; {@code last} is -1 without entries, {@code batch} the last batch known. */
    record Found(List<LogSegment> segments, long last, long batch) {}

    private static final String REPAIR =
            "; put the file back from a copy, or start once with quorate.storage.acceptGaps=true, which gives up what is lost";

    private static final int COPY_BYTES = 256 << 10;

    private final Path directory;
    private final StorageHost host;
    private final Disk disk;
    private final StorageSettings settings;
    private final JournalSettings own;
    private final List<LogSegment> segments = new ArrayList<>();
    private final List<LogSegment> gone = new ArrayList<>();
    private long last = -1;
    private long batch;
    private boolean met;

    JournalRecovery(Path directory, StorageHost host, JournalSettings own) {
        this.directory = directory;
        this.host = host;
        this.disk = host.disk();
        this.settings = host.settings();
        this.own = own;
    }

    /**
     * Recovers for a replay of what is behind {@code from} (0 for an empty tree).
     *
     * @param noted how far the journal was durable
     * @param passing position of a snapshot that cannot be read: the entries must lead up to it and
     *     past it; at or below {@code from} if there is none
     */
    Found recover(long from, DurableEnd.Note noted, long passing)
            throws StorageException, IOException {
        list();
        removeEmptyTail();
        long previous = from;
        boolean passed = passing <= from || Zxid.counter(passing) == 0;
        for (int i = firstNeeded(from); i < segments.size(); i++) {
            previous = validate(i, previous, passing);
        }
        segments.removeIf(segment -> gone.contains(segment));
        removeTailWithoutEntries();
        while (last < 0 && !segments.isEmpty()) {
            validate(segments.size() - 1, from, passing);
            removeTailWithoutEntries();
        }
        checkReaches(noted, from);
        if (!(passed || met) && !settings.acceptGaps()) {
            throw DiskFaults.corrupt(
                    "the snapshot of "
                            + Zxid.text(passing)
                            + " is damaged, and the journal, which ends with "
                            + Zxid.text(last)
                            + ", does not have what it covers"
                            + REPAIR,
                    directory,
                    -1);
        }
        if (!segments.isEmpty() && own.forceSync()) {
            secure(segments.getLast());
        }
        return new Found(segments, last, batch);
    }

    /** The files as they are, without a look into them. */
    List<LogSegment> list() throws IOException {
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
        return segments;
    }

    /** Refuses a journal whose end has gone, unless ZooKeeper has gone on without it. */
    private void checkReaches(DurableEnd.Note noted, long from) throws StorageException {
        long newest = segments.isEmpty() ? -1 : segments.getLast().first;
        boolean marked = segments.isEmpty() || segments.getLast().mark >= LogFormat.HEADER_BYTES;
        if (settings.acceptGaps() || !noted.isLost(newest, marked, Math.max(last, from))) {
            return;
        }
        boolean missing = noted.isFileMissing(newest);
        String what = missing ? ", and its newest file is missing or empty, where " : ", but ";
        throw DiskFaults.corrupt(
                "the journal ends with "
                        + Zxid.text(Math.max(last, from))
                        + what
                        + Zxid.text(noted.last())
                        + " was durable (in a copy that was made of a running server, or of snapshots alone, delete "
                        + DurableEnd.NAME
                        + ")"
                        + REPAIR,
                directory.resolve(DataFileName.LOG + "." + Zxid.hex(noted.first())),
                missing ? -1 : noted.offset());
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
    private long validate(int index, long previous, long passing)
            throws StorageException, IOException {
        LogSegment segment = segments.get(index);
        long highest = previous;
        LogTailCheck tail;
        try (LogFileReader reader =
                new LogFileReader(disk, segment.file, settings.entryBytesMax(), Long.MAX_VALUE)) {
            if (!reader.hasMagic()) {
                giveUp(segment, 0, "journal file has no valid header");
                disk.delete(segment.file);
                gone.add(segment);
                return highest;
            }
            while (reader.next()) {
                long zxid = reader.zxid();
                if (zxid > highest) {
                    checkFollows(highest, zxid, reader);
                    highest = zxid;
                }
                met |= zxid == passing;
                last = Math.max(last, zxid);
            }
            boolean later = index + 1 < segments.size() && hasMark(segments.get(index + 1));
            tail = LogTailCheck.of(reader, later, settings.entryBytesMax());
            segment.mark = reader.mark();
            segment.last = last;
            segment.end = reader.start();
            if (tail.damage() != null) {
                String why = tail.damage().isEmpty() ? "" : ": " + tail.damage();
                giveUp(
                        segment,
                        reader.start(),
                        "damaged journal entry (" + reader.ending() + ")" + why);
            }
        }
        checkChain(segment, tail.seal(), previous);
        if (tail.torn() || tail.damage() != null) {
            cut(segment, segment.end, tail.seal());
        }
        return highest;
    }

    private void checkFollows(long previous, long zxid, LogFileReader reader)
            throws StorageException {
        if (!Zxid.follows(previous, zxid) && !settings.acceptGaps()) {
            throw hole(zxid, previous, reader.file(), reader.start());
        }
    }

    /** Epochs hide a missing file from the numbers; the seal says what came before. */
    private void checkChain(LogSegment segment, @Nullable BatchSeal seal, long previous)
            throws StorageException {
        if (seal == null) {
            return;
        }
        batch = Math.max(batch, seal.number());
        segment.follows = seal.follows();
        if (seal.follows() > previous && !settings.acceptGaps()) {
            throw hole(segment.first, previous, segment.file, LogFormat.HEADER_BYTES);
        }
    }

    private static StorageException hole(long zxid, long previous, Path file, long offset) {
        return DiskFaults.corrupt(
                "journal has a hole: "
                        + Zxid.text(zxid)
                        + " comes behind "
                        + Zxid.text(previous)
                        + " (a file is missing, or the snapshot that covers the hole)"
                        + REPAIR,
                file,
                offset);
    }

    /** Refuses a damaged file, or keeps it aside if that was allowed. */
    private void giveUp(LogSegment segment, long offset, String sentence)
            throws StorageException, IOException {
        if (!settings.acceptGaps()) {
            throw DiskFaults.corrupt(sentence + REPAIR, segment.file, offset);
        }
        String name = segment.file.getFileName().toString();
        int number = 1;
        while (disk.exists(directory.resolve("damaged-" + number + "." + name))) {
            number++;
        }
        Path aside = directory.resolve("damaged-" + number + "." + name);
        copy(segment.file, aside);
        host.notice(
                new StorageNotice(
                        StorageNotice.Kind.CUT_TAIL,
                        sentence
                                + "; given up from offset "
                                + offset
                                + " on, as quorate.storage.acceptGaps says, and kept as "
                                + aside,
                        0));
    }

    private void copy(Path from, Path to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(COPY_BYTES);
        try (DiskFile source = disk.open(from, OpenMode.READ);
                DiskFile target = disk.open(to, OpenMode.CREATE)) {
            for (long at = 0; at < source.size(); at += bytes.limit()) {
                bytes.clear();
                source.read(at, bytes);
                target.write(at, bytes.flip());
            }
            target.sync();
        }
        disk.syncDir(directory);
    }

    private boolean hasMark(LogSegment segment) throws IOException {
        try (LogFileReader reader =
                new LogFileReader(disk, segment.file, settings.entryBytesMax(), Long.MAX_VALUE)) {
            return reader.hasMagic() && reader.mark() >= LogFormat.HEADER_BYTES;
        }
    }

    /**
     * Makes durable what may not be: everything behind the mark of the last file, with what stands
     * behind the last batch, for an older seal may be durable there.
     */
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
            long until = Math.min(file.size(), BatchSeal.extent(segment.end));
            while (at < until) {
                bytes.clear().limit((int) Math.min(COPY_BYTES, until - at));
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
    private void cut(LogSegment segment, long offset, @Nullable BatchSeal seal) throws IOException {
        long size = disk.size(segment.file);
        try (DiskFile file = disk.open(segment.file, OpenMode.WRITE)) {
            if (segment.mark > offset) {
                file.write(
                        LogFormat.MARK_OFFSET,
                        ByteBuffer.allocate(Long.BYTES).putLong(offset).flip());
                file.sync();
            }
            file.truncate(offset);
            file.sync();
            reseal(file, segment, offset, seal);
        }
        String cutTail =
                "torn tail cut: " + segment.file + " from " + size + " to " + offset + " bytes";
        host.notice(new StorageNotice(StorageNotice.Kind.CUT_TAIL, cutTail, 0));
    }

    /** What a file records of itself goes with its cut tail; it is written again. */
    static void reseal(DiskFile file, LogSegment segment, long end, @Nullable BatchSeal seal)
            throws IOException {
        if (seal == null || end == LogFormat.HEADER_BYTES) {
            return;
        }
        file.write(
                end, new BatchSeal(seal.number(), end, end, seal.follows(), segment.last).bytes());
        file.sync();
    }
}
