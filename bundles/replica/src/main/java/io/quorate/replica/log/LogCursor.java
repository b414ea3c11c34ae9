package io.quorate.replica.log;

import io.quorate.consensus.LogEntry;
import io.quorate.model.Zxid;
import io.quorate.storage.Journal;
import io.quorate.storage.JournalReader;
import io.quorate.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads durable log entries for one learner. One worker thread at a time. */
final class LogCursor {

    /**
     * How far back the entry before a position is looked for, in steps; the last one is everything.
     */
    private static final long[] STEPS = {0, 1L << 10, 1L << 20, Long.MAX_VALUE};

    private final Journal journal;
    private @Nullable JournalReader reader;
    private @Nullable LogEntry pending;

    /** What was read last. */
    private long reached;

    private boolean cancelled;

    LogCursor(Journal journal) {
        this.journal = journal;
    }

    /**
     * Entries from the last one at or below {@code from} on; null if the log has none.
     *
     * @param oldest first entry of the log
     */
    public @Nullable List<LogEntry> begin(long from, long oldest, int bytesMax)
            throws StorageException {
        for (long step : STEPS) {
            long after = step > from - oldest ? oldest - 1 : from - 1 - step;
            LogEntry found = seek(after, from);
            if (found != null) {
                List<LogEntry> entries = new ArrayList<>();
                add(entries, found);
                fill(entries, bytesMax);
                return entries;
            }
            if (after == oldest - 1) {
                break;
            }
        }
        return null;
    }

    private @Nullable LogEntry seek(long after, long from) throws StorageException {
        close();
        reader = journal.read(after);
        LogEntry best = null;
        while (pending == null && reader.next()) {
            LogEntry entry = new LogEntry(reader.position(), reader.payload());
            if (entry.zxid() <= from) {
                best = entry;
            } else {
                pending = entry;
            }
        }
        return best;
    }

    /** Entries above {@code position}; empty if the durable log has no more. */
    public List<LogEntry> after(long position, int bytesMax) throws StorageException {
        if (reader == null) {
            reader = journal.read(position);
        }
        List<LogEntry> entries = new ArrayList<>();
        fill(entries, bytesMax);
        return entries;
    }

    /**
     * The same where a learner has everything up to {@code position}, from here or from elsewhere.
     *
     * @param position 0 if it has got nothing yet
     * @throws StorageException also if the log does not go on there any more
     */
    public List<LogEntry> goOn(long position, int bytesMax) throws StorageException {
        if (reached != position) {
            close(); // the memory had what was next
        }
        List<LogEntry> entries = after(position, bytesMax);
        if (position != 0 && !entries.isEmpty()) {
            checkFollows(position, entries.getFirst().zxid());
        }
        return entries;
    }

    private static void checkFollows(long before, long next) throws StorageException {
        if (!Zxid.follows(before, next)) {
            throw new StorageException(
                    StorageException.Kind.NEEDS_INSTALL,
                    "the log has nothing between " + Zxid.text(before) + " and " + Zxid.text(next));
        }
    }

    private void add(List<LogEntry> entries, LogEntry entry) {
        entries.add(entry);
        reached = entry.zxid();
    }

    @SuppressWarnings("NullAway") // there is a reader
    private void fill(List<LogEntry> entries, int bytesMax) throws StorageException {
        long size = entries.isEmpty() ? 0 : entries.getFirst().txn().length;
        while (true) {
            LogEntry next = pending;
            pending = null;
            if (next == null) {
                if (!reader.next()) {
                    // What was appended since it began is for a new reader.
                    close();
                    return;
                }
                next = new LogEntry(reader.position(), reader.payload());
            }
            if (!entries.isEmpty()) {
                long before = entries.getLast().zxid();
                checkFollows(before, next.zxid());
                if (size + next.txn().length > bytesMax) {
                    pending = next;
                    return;
                }
            }
            add(entries, next);
            size += next.txn().length;
        }
    }

    public void cancel() {
        cancelled = true;
        close();
    }

    boolean isCancelled() {
        return cancelled;
    }

    private void close() {
        pending = null;
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
