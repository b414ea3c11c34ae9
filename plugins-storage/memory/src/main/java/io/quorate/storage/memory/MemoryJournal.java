package io.quorate.storage.memory;

import io.quorate.model.Zxid;
import io.quorate.storage.Journal;
import io.quorate.storage.JournalReader;
import io.quorate.storage.JournalSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Entries in a sorted map. "Durable" is what {@link #sync} has seen. Thread-safe; writes from one
 * thread.
 */
final class MemoryJournal implements Journal {

    private final ConcurrentNavigableMap<Long, byte[]> entries = new ConcurrentSkipListMap<>();
    private final List<Entry> buffered = new ArrayList<>();
    private final AtomicInteger readers = new AtomicInteger();
    private volatile long floor;
    private volatile long last = -1;

    private record Entry(long position, byte[] payload) {}

    @Override
    public JournalSpan span() {
        Map.Entry<Long, byte[]> first = entries.firstEntry();
        Map.Entry<Long, byte[]> end = entries.lastEntry();
        return new JournalSpan(
                first == null ? -1 : first.getKey(), last, end == null ? -1 : end.getKey());
    }

    @Override
    public void append(long position, byte[] payload) {
        long previous = Math.max(last, floor);
        if (!Zxid.follows(previous, position)) {
            throw new IllegalArgumentException(
                    "position " + Zxid.text(position) + " does not follow " + Zxid.text(previous));
        }
        buffered.add(new Entry(position, payload));
        last = position;
    }

    @Override
    public long sync() {
        for (Entry entry : buffered) {
            entries.put(entry.position, entry.payload);
        }
        buffered.clear();
        return last;
    }

    @Override
    public void truncateAfter(long position) {
        sync();
        entries.tailMap(position, false).clear();
        last = entries.isEmpty() ? -1 : entries.lastKey();
        floor = position;
    }

    @Override
    public void resetTo(long position) {
        buffered.clear();
        entries.clear();
        last = -1;
        floor = position;
    }

    @Override
    public void trimBefore(long position) {
        if (readers.get() > 0) {
            return;
        }
        entries.headMap(position, false).clear();
    }

    @Override
    public JournalReader read(long after) {
        return new Reader(after);
    }

    /** Goes from key to key up to the one that was last when it began. */
    private final class Reader implements JournalReader {
        private final long until = entries.isEmpty() ? -1 : entries.lastKey();
        private long position;

        @SuppressWarnings("NullAway.Init") // set by next(), asked for behind it
        private byte[] payload;

        private boolean closed;

        Reader(long after) {
            position = after;
            readers.incrementAndGet();
        }

        @Override
        public boolean next() {
            Map.Entry<Long, byte[]> entry = entries.higherEntry(position);
            if (entry == null || entry.getKey() > until) {
                return false;
            }
            position = entry.getKey();
            payload = entry.getValue();
            return true;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public byte[] payload() {
            return payload;
        }

        @Override
        @SuppressWarnings("NullAway") // nobody asks for it any more
        public void close() {
            payload = null;
            if (!closed) {
                closed = true;
                readers.decrementAndGet();
            }
        }
    }
}
