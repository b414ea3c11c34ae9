package io.quorate.storage.kit.log;

import io.quorate.model.Zxid;
import io.quorate.runtime.disk.Disk;
import io.quorate.runtime.disk.DiskFile;
import io.quorate.runtime.disk.OpenMode;
import io.quorate.storage.Journal;
import io.quorate.storage.JournalReader;
import io.quorate.storage.JournalSpan;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageHost;
import io.quorate.storage.StorageNotice;
import io.quorate.storage.StorageSettings;
import io.quorate.storage.kit.DiskFaults;
import io.quorate.storage.kit.FatalErrorLatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A journal in ZooKeeper's log files {@code log.<hex>}. Source: spec disk-format sections 3, 11.1,
 * 12, 13.
 *
 * <p>A payload is a whole transaction of ZooKeeper's format: bytes 12 to 19 are its position.
 * {@link #append} collects entries in memory (and writes by itself when a batch has grown to 4
 * MiB); {@link #sync} writes them with one write and one fdatasync. A new file is begun with the
 * first append after opening, rolling or truncating; old files are never continued. A fault of
 * writing, syncing, truncating or resetting is fatal; one of preparing, trimming or reading is not.
 */
public final class FileJournal implements Journal, AutoCloseable {

    private static final long SPARE_BYTES = 256 << 10;
    private static final long SPARE_BYTES_MAX = 16 << 20;

    /**
     * What other threads see: files with durable entries (the last one up to {@code end}), and the
     * last durable position.
     */
    private record Durable(List<LogSegment> segments, long end, long position) {}

    private final Path directory;
    private final StorageHost host;
    private final Disk disk;
    private final StorageSettings settings;
    private final JournalSettings own;
    private final FatalErrorLatch latch;
    private final SpareFile spares;
    private final DurableEnd noted;
    private final long opened;
    private final JournalBatch batch = new JournalBatch();

    /** Guards the list of files and the pins. */
    private final Object filesLock = new Object();

    private volatile Durable durable;
    private volatile long last;
    private volatile long spareBytes;
    private volatile @Nullable StorageException damage;
    private long floor;

    /** Position that the batch being collected comes behind; unknown if there may be a hole. */
    private long before;

    private long batches;
    private @Nullable LogFileWriter writer;
    private boolean closed;

    private FileJournal(
            Path directory,
            StorageHost host,
            JournalSettings own,
            FatalErrorLatch latch,
            JournalRecovery.Found found,
            DurableEnd noted,
            @Nullable StorageException damage,
            long from) {
        this.directory = directory;
        this.host = host;
        this.disk = host.disk();
        this.settings = host.settings();
        this.own = own;
        this.latch = latch;
        this.spares = new SpareFile(disk, directory);
        this.noted = noted;
        this.damage = damage;
        this.opened = from;
        this.batches = found.batch();
        this.last = found.last();
        this.floor = Math.max(found.last(), from);
        this.before = floor;
        this.spareBytes = Math.min(SPARE_BYTES, Math.max(0, own.preallocBytes()));
        List<LogSegment> segments = List.copyOf(found.segments());
        this.durable =
                new Durable(
                        segments, segments.isEmpty() ? 0 : segments.getLast().end, found.last());
    }

    /**
     * Recovers the journal in {@code directory}, which exists. Blocking.
     *
     * @param own how it treats its files
     * @param from position of the tree that will be brought up to date from the journal; files that
     *     end below it are not examined
     * @throws StorageException CORRUPT if a file is damaged or ends early, or if entries between
     *     {@code from} and the end are missing, unless the host {@link StorageHost#refetches}
     */
    public static FileJournal open(
            Path directory, StorageHost host, JournalSettings own, FatalErrorLatch latch, long from)
            throws StorageException {
        return open(directory, host, own, latch, from, from);
    }

    /**
     * The same where the tree is not the newest.
     *
     * @param passing position of a newer snapshot that cannot be read: the journal must have what
     *     it covers
     */
    public static FileJournal open(
            Path directory,
            StorageHost host,
            JournalSettings own,
            FatalErrorLatch latch,
            long from,
            long passing)
            throws StorageException {
        DurableEnd noted = new DurableEnd(host.disk(), directory);
        try {
            DurableEnd.Note note = known(noted, directory, host);
            JournalRecovery.Found found =
                    new JournalRecovery(directory, host, own).recover(from, note, passing);
            noted.opened(end(found, from));
            return new FileJournal(directory, host, own, latch, found, noted, null, from);
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot open the journal", directory);
        } catch (StorageException fault) {
            if (fault.kind() != StorageException.Kind.CORRUPT || !host.refetches()) {
                throw fault;
            }
            return damaged(directory, host, own, latch, from, fault);
        }
    }

    /** How far a journal reaches that was found; all of it is durable by now. */
    private static DurableEnd.Note end(JournalRecovery.Found found, long from) {
        long last = Math.max(found.last(), from);
        if (found.segments().isEmpty()) {
            return new DurableEnd.Note(-1, 0, last);
        }
        LogSegment newest = found.segments().getLast();
        return new DurableEnd.Note(newest.first, Math.max(0, newest.end), last);
    }

    private static DurableEnd.Note known(DurableEnd noted, Path directory, StorageHost host)
            throws IOException {
        DurableEnd.Note note = noted.read();
        if (note != null) {
            return note;
        }
        host.notice(
                new StorageNotice(
                        StorageNotice.Kind.DAMAGED_NOTE,
                        "the note on the end of the journal is damaged, so that a lost end would not be noticed: "
                                + directory.resolve(DurableEnd.NAME),
                        0));
        return DurableEnd.Note.NOTHING;
    }

    /**
     * A journal whose files are not what was written, for a host that has its history sent: nothing
     * can be read or appended before {@link #resetTo}, which clears it. Nothing is changed.
     */
    public static FileJournal damaged(
            Path directory,
            StorageHost host,
            JournalSettings own,
            FatalErrorLatch latch,
            long from,
            StorageException damage)
            throws StorageException {
        DurableEnd noted = new DurableEnd(host.disk(), directory);
        try {
            noted.read();
            JournalRecovery.Found found =
                    new JournalRecovery.Found(
                            new JournalRecovery(directory, host, own).list(), -1, 0);
            return new FileJournal(directory, host, own, latch, found, noted, damage, from);
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot open the journal", directory);
        }
    }

    /** Why nothing of this journal can be used before {@link #resetTo}; null if it is whole. */
    public @Nullable StorageException damage() {
        return damage;
    }

    private void checkUsable() throws StorageException {
        latch.check();
        if (damage != null) {
            throw damage;
        }
    }

    @Override
    public JournalSpan span() {
        if (damage != null) {
            return new JournalSpan(-1, -1, -1);
        }
        Durable now = durable;
        long oldest = now.segments().isEmpty() ? -1 : now.segments().getFirst().first;
        return new JournalSpan(oldest, last, now.position());
    }

    @Override
    public void append(long position, byte[] payload) throws StorageException {
        checkUsable();
        if (payload.length < LogFormat.TXN_HEADER_BYTES || LogFormat.zxid(payload, 0) != position) {
            throw new IllegalArgumentException(
                    "payload is not the transaction " + Zxid.text(position));
        }
        if (position <= floor || !(Zxid.follows(floor, position) || settings.acceptGaps())) {
            throw new IllegalArgumentException(
                    "position " + Zxid.text(position) + " does not follow " + Zxid.text(floor));
        }
        if (!batch.isEmpty()
                && batch.size() + payload.length + LogFormat.OVERHEAD_BYTES
                        > LogFormat.BATCH_BYTES_MAX) {
            sync();
        }
        if (batch.isEmpty() && !Zxid.follows(floor, position)) {
            before = BatchSeal.UNKNOWN;
        }
        batch.add(position, payload);
        floor = position;
        last = position;
    }

    @Override
    public long sync() throws StorageException {
        latch.check();
        if (batch.isEmpty()) {
            return durable.position();
        }
        long begun = host.clock().nowNanos();
        try {
            if (writer == null) {
                writer =
                        LogFileWriter.begin(
                                disk,
                                spares.take(Math.min(SPARE_BYTES, spareBytes)),
                                batch.first(),
                                before,
                                own.forceSync(),
                                own.preallocBytes(),
                                begun);
            }
            boolean marked = writer.write(batch, ++batches, begun);
            batch.clear();
            before = floor;
            if (own.forceSync()) {
                writer.sync();
            }
            checkInPlace();
            boolean begins = publish();
            if (marked || begins) {
                note(begins);
            }
            if (own.fileBytesMax() > 0 && writer.position() > own.fileBytesMax()) {
                finishFile();
            }
        } catch (IOException failure) {
            throw latch.fatal(
                    DiskFaults.of(
                            failure,
                            "cannot write the journal",
                            writer == null ? directory : writer.segment().file));
        }
        noticeSlowSync(begun);
        return durable.position();
    }

    /**
     * A file that has no name any more, because somebody has deleted or moved the directory, keeps
     * nothing: what was written to it must not count as durable.
     */
    private void checkInPlace() throws IOException, StorageException {
        if (writer != null && !writer.isInPlace(disk)) {
            throw latch.fatal(
                    new StorageException(
                            StorageException.Kind.GONE,
                            "the file is not there any more: the data directory was deleted or moved while the server ran",
                            writer.segment().file,
                            -1,
                            null));
        }
    }

    /**
     * Notes how far the journal is durable. That there is another file is durable at once, so that
     * it cannot go unnoticed; the rest costs no sync.
     */
    private void note(boolean begins) throws IOException {
        if (!own.forceSync()) {
            return;
        }
        Durable now = durable;
        DurableEnd.Note note =
                new DurableEnd.Note(now.segments().getLast().first, now.end(), now.position());
        if (begins) {
            noted.force(note);
        } else {
            noted.note(note);
        }
    }

    @Override
    public void settle() throws StorageException {
        latch.check();
        if (writer == null || !batch.isEmpty()) {
            return;
        }
        try {
            checkInPlace();
            if (writer.mark(host.clock().nowNanos())) {
                note(false);
            }
        } catch (IOException failure) {
            throw latch.fatal(
                    DiskFaults.of(failure, "cannot write the journal", writer.segment().file));
        }
    }

    /** True if this was the first batch of its file. */
    @SuppressWarnings("NullAway") // a batch was written, so there is a writer
    private boolean publish() {
        LogSegment segment = writer.segment();
        segment.last = floor;
        segment.end = writer.position();
        synchronized (filesLock) {
            List<LogSegment> segments = durable.segments();
            boolean begins = segments.isEmpty() || segments.getLast() != segment;
            if (begins) {
                List<LogSegment> longer = new ArrayList<>(segments);
                longer.add(segment);
                segments = List.copyOf(longer);
            }
            durable = new Durable(segments, segment.end, floor);
            return begins;
        }
    }

    private void noticeSlowSync(long begunNanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(host.clock().nowNanos() - begunNanos);
        if (millis >= own.slowSyncMillis()) {
            host.notice(
                    new StorageNotice(
                            StorageNotice.Kind.SLOW_SYNC,
                            "writing and syncing the journal took " + millis + " ms",
                            millis));
        }
    }

    /**
     * L: what was appended is synced, and the next append begins a new file.
     *
     * @throws StorageException fatal
     */
    public void roll() throws StorageException {
        sync();
        try {
            finishFile();
        } catch (IOException failure) {
            throw latch.fatal(DiskFaults.of(failure, "cannot finish the journal file", directory));
        }
    }

    private void finishFile() throws IOException {
        LogFileWriter finished = writer;
        if (finished == null) {
            return;
        }
        writer = null;
        // The next file will probably grow as long; zeros up to there are cheap in the background.
        long zeros = Math.min(SPARE_BYTES_MAX, Math.max(SPARE_BYTES, finished.position()));
        spareBytes = Math.min(Math.max(0, own.preallocBytes()), zeros);
        finished.finish();
        if (!durable.segments().isEmpty() && durable.segments().getLast() == finished.segment()) {
            note(false);
        }
    }

    @Override
    public void prepare() throws StorageException {
        latch.check();
        if (own.preallocBytes() <= 0 || spares.isReady()) {
            return;
        }
        try {
            spares.prepare(spareBytes, host.budget());
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot prepare a journal file", directory);
        }
    }

    @Override
    public void truncateAfter(long position) throws StorageException {
        checkUsable();
        sync();
        try {
            finishFile();
            // First the note, then the cut: in between, it must not claim what is gone.
            noted.lower(new DurableEnd.Note(-1, 0, position));
            synchronized (filesLock) {
                cutFiles(position);
            }
        } catch (IOException failure) {
            throw latch.fatal(DiskFaults.of(failure, "cannot truncate the journal", directory));
        }
    }

    private void cutFiles(long position) throws IOException {
        List<LogSegment> kept = new ArrayList<>(durable.segments());
        long reached = -1;
        while (!kept.isEmpty() && reached < 0) {
            LogSegment newest = kept.getLast();
            reached = newest.first > position ? -1 : cut(newest, position);
            if (reached < 0) {
                deleteDurably(kept.removeLast());
            }
        }
        floor = reached < 0 ? position : reached;
        before = floor;
        last = reached;
        durable = new Durable(List.copyOf(kept), kept.isEmpty() ? 0 : kept.getLast().end, reached);
    }

    /**
     * Cuts a file behind {@code position}; returns the last position that remains in it, -1 if
     * none.
     */
    private long cut(LogSegment segment, long position) throws IOException {
        long reached = -1;
        long end;
        @Nullable BatchSeal seal;
        try (LogFileReader reader =
                new LogFileReader(disk, segment.file, settings.entryBytesMax(), Long.MAX_VALUE)) {
            while (reader.next() && reader.zxid() <= position) {
                reached = Math.max(reached, reader.zxid());
            }
            end = reader.start();
            seal = reader.sealBefore(reader.lastNonZero(end) + 1);
        }
        if (reached >= 0) {
            try (DiskFile file = disk.open(segment.file, OpenMode.WRITE)) {
                // First the mark, then the cut: in between, the mark must not claim what is gone.
                file.write(
                        LogFormat.MARK_OFFSET, ByteBuffer.allocate(Long.BYTES).putLong(end).flip());
                file.sync();
                file.truncate(end);
                file.sync();
                segment.last = reached;
                JournalRecovery.reseal(file, segment, end, seal);
            }
            segment.last = reached;
            segment.end = end;
        }
        return reached;
    }

    private void deleteDurably(LogSegment segment) throws IOException {
        disk.delete(segment.file);
        disk.syncDir(directory);
    }

    @Override
    public void resetTo(long position) throws StorageException {
        latch.check();
        try {
            batch.clear();
            finishFile();
            noted.lower(DurableEnd.Note.NOTHING);
            synchronized (filesLock) {
                List<LogSegment> all = durable.segments();
                durable = new Durable(List.of(), 0, -1);
                for (int i = all.size() - 1; i >= 0; i--) {
                    deleteDurably(all.get(i));
                }
            }
            floor = position;
            before = position;
            last = -1;
            damage = null;
        } catch (IOException failure) {
            throw latch.fatal(DiskFaults.of(failure, "cannot clear the journal", directory));
        }
    }

    @Override
    public void trimBefore(long position) throws StorageException {
        latch.check();
        try {
            boolean trimmed = false;
            for (LogSegment oldest = unpinnedBefore(position);
                    oldest != null;
                    oldest = unpinnedBefore(position)) {
                disk.delete(oldest.file);
                trimmed = true;
            }
            if (trimmed) {
                disk.syncDir(directory);
            }
        } catch (IOException failure) {
            throw DiskFaults.of(failure, "cannot trim the journal", directory);
        }
    }

    /**
     * Takes the oldest file off the list if all its entries are below {@code position} and nobody
     * reads it; else null.
     */
    private @Nullable LogSegment unpinnedBefore(long position) {
        synchronized (filesLock) {
            Durable now = durable;
            List<LogSegment> segments = now.segments();
            if (segments.size() < 2
                    || segments.get(1).first > position
                    || segments.getFirst().pins > 0) {
                return null;
            }
            durable =
                    new Durable(
                            List.copyOf(segments.subList(1, segments.size())),
                            now.end(),
                            now.position());
            return segments.getFirst();
        }
    }

    @Override
    public JournalReader read(long after) throws StorageException {
        checkUsable();
        synchronized (filesLock) {
            Durable now = durable;
            int begin = 0;
            for (int i = 0; i < now.segments().size(); i++) {
                if (now.segments().get(i).first <= after + 1) {
                    begin = i;
                }
            }
            List<LogSegment> needed = now.segments().subList(begin, now.segments().size());
            for (LogSegment segment : needed) {
                segment.pins++;
            }
            return new FileJournalReader(
                    disk,
                    settings.entryBytesMax(),
                    settings.acceptGaps(),
                    needed,
                    opened,
                    now.end(),
                    after,
                    this::unpin);
        }
    }

    private void unpin(List<LogSegment> segments) {
        synchronized (filesLock) {
            for (LogSegment segment : segments) {
                segment.pins--;
            }
        }
    }

    /** L: closes the files; entries that were not synced are gone. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (latch.isSet() && writer != null) {
                writer.abandon();
                writer = null;
            }
            finishFile();
            spares.close();
            noted.close();
        } catch (IOException failure) {
            latch.fatal(DiskFaults.of(failure, "cannot close the journal", directory));
        }
    }
}
