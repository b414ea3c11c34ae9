package io.quorate.replica.log;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusEvent.LogStatus;
import io.quorate.consensus.LogEntry;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.runtime.Loop;
import io.quorate.runtime.Worker;
import io.quorate.storage.Journal;
import io.quorate.storage.JournalSpan;
import io.quorate.storage.StorageException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log for learners: from memory at once, else from disk on a worker. Loop thread only
 * except where said.
 */
public final class LogReads {

    private static final Logger LOG = LoggerFactory.getLogger(LogReads.class);

    /** Where a read stands. */
    private static final class Read {
        private final LogCursor cursor;
        private boolean started;
        private long position;

        Read(LogCursor cursor) {
            this.cursor = cursor;
        }
    }

    private final Journal journal;
    private final RecentLog recent;
    private final Worker worker;
    private final Loop loop;
    private final CoreDriver driver;
    private final Map<Long, Read> reads = new HashMap<>();
    private volatile long tree;
    private volatile long oldestBehindTree;

    /** Whether what the log held then ended below the tree: it does not lead up to it. */
    private volatile boolean endsBelowTree;

    /**
     * {@code tree} is where the tree stood when the log was opened: the log has no hole behind it.
     */
    public LogReads(
            Journal journal,
            RecentLog recent,
            long tree,
            Worker worker,
            Loop loop,
            CoreDriver driver) {
        this.journal = journal;
        this.recent = recent;
        this.worker = worker;
        this.loop = loop;
        this.driver = driver;
        restart(tree);
    }

    /** The log was replaced and goes on behind a tree at {@code zxid}. */
    public void restart(long zxid) {
        JournalSpan span = journal.span();
        tree = zxid;
        endsBelowTree = span.oldest() >= 0 && span.last() < zxid;
        oldestBehindTree = endsBelowTree ? -1 : span.oldest();
    }

    /** An entry was appended. */
    public void appended(long zxid) {
        if (oldestBehindTree < 0) {
            oldestBehindTree = zxid;
        }
    }

    public void read(ConsensusAction.ReadLog wanted) {
        Read read = reads.computeIfAbsent(wanted.read(), id -> new Read(new LogCursor(journal)));
        if (!read.started && wanted.from() >= recent.oldest()) {
            answer(wanted.read(), read, recent.from(wanted.from(), wanted.bytesMax()));
        } else if (read.started && read.position >= recent.oldest()) {
            answer(wanted.read(), read, recent.after(read.position, wanted.bytesMax()));
        } else {
            long position = read.position;
            boolean begins = !read.started;
            worker.submit(() -> fetch(wanted, read, begins, position));
        }
    }

    public void cancel(long id) {
        Read read = reads.remove(id);
        if (read != null) {
            worker.submit(read.cursor::cancel);
        }
    }

    /** Worker. */
    private void fetch(ConsensusAction.ReadLog wanted, Read read, boolean begins, long position) {
        List<LogEntry> entries = null;
        try {
            if (read.cursor.isCancelled()) {
                return;
            }
            entries =
                    begins
                            ? begin(wanted, read.cursor)
                            : read.cursor.goOn(position, wanted.bytesMax());
        } catch (StorageException failure) {
            LOG.warn(
                    "The log cannot be read for another server, which will get a snapshot: {}",
                    failure.getMessage());
        }
        List<LogEntry> found = entries;
        loop.execute(() -> fetched(wanted, read, found));
    }

    private @Nullable List<LogEntry> begin(ConsensusAction.ReadLog wanted, LogCursor cursor)
            throws StorageException {
        long oldest = oldest();
        if (oldest >= 0 && wanted.from() >= oldest) {
            return cursor.begin(wanted.from(), oldest, wanted.bytesMax());
        }
        boolean isWhole = oldest < 0 || oldest == oldestBehindTree && oldest > tree;
        return isWhole && wanted.from() >= tree
                ? cursor.after(wanted.from(), wanted.bytesMax())
                : null;
    }

    /** The first entry of what can be read; below 0 if there is none. */
    private long oldest() {
        long oldest = journal.span().oldest();
        if (!endsBelowTree) {
            return oldest;
        }
        return oldestBehindTree < 0 ? -1 : Math.max(oldest, oldestBehindTree);
    }

    private void fetched(
            ConsensusAction.ReadLog wanted, Read read, @Nullable List<LogEntry> entries) {
        if (reads.get(wanted.read()) != read) {
            return;
        }
        if (entries == null) {
            reads.remove(wanted.read());
            driver.event(new ConsensusEvent.LogRead(wanted.read(), List.of(), LogStatus.GONE));
            return;
        }
        long reached = read.started ? read.position : wanted.from();
        if (entries.isEmpty() && !recent.reaches(reached)) {
            // What the disk did not have has become durable since, and has left the memory.
            read(wanted);
            return;
        }
        // What the disk does not have yet is in memory.
        answer(
                wanted.read(),
                read,
                entries.isEmpty() ? recent.after(reached, wanted.bytesMax()) : entries);
    }

    private void answer(long id, Read read, List<LogEntry> entries) {
        read.started = true;
        if (!entries.isEmpty()) {
            read.position = entries.getLast().zxid();
        }
        boolean head = entries.isEmpty() || read.position >= recent.last();
        driver.event(
                new ConsensusEvent.LogRead(id, entries, head ? LogStatus.HEAD : LogStatus.MORE));
    }
}
