package io.quorate.storage.memory;

import io.quorate.storage.Journal;
import io.quorate.storage.JournalReader;
import io.quorate.storage.JournalSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Entries in a sorted map. "Durable" is what {@link #sync} has seen. Thread-safe; writes from one thread. */
final class MemoryJournal implements Journal {

    private final ConcurrentNavigableMap<Long, byte[]> entries = new ConcurrentSkipListMap<>();
    private final List<Entry> buffered = new ArrayList<>();
    private volatile long floor = -1;
    private volatile long last = -1;

    private record Entry(long position, byte[] payload) {}

    @Override
    public JournalSpan span() {
        Map.Entry<Long, byte[]> first = entries.firstEntry();
        Map.Entry<Long, byte[]> end = entries.lastEntry();
        return new JournalSpan(first == null ? -1 : first.getKey(), last, end == null ? -1 : end.getKey(), null);
    }

    @Override
    public long bytesAfter(long position) {
        long bytes = 0;
        for (byte[] payload : entries.tailMap(position, false).values()) {
            bytes += payload.length;
        }
        return bytes;
    }

    @Override
    public void append(long position, byte[] payload) {
        if (position <= Math.max(last, floor)) {
            throw new IllegalArgumentException("position " + position + " is not above " + Math.max(last, floor));
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
    public void roll() {
        sync();
    }

    @Override
    public void truncateAfter(long position) {
        sync();
        entries.tailMap(position, false).clear();
        last = entries.isEmpty() ? -1 : entries.lastKey();
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
        entries.headMap(position, false).clear();
    }

    @Override
    public JournalReader read(long after) {
        return new Reader(after);
    }

    /** Goes from key to key, so that it sees neither gaps nor changes of what it has passed. */
    private final class Reader implements JournalReader {
        private long position;
        private byte[] payload;

        Reader(long after) {
            position = after;
        }

        @Override
        public boolean next() {
            Map.Entry<Long, byte[]> entry = entries.higherEntry(position);
            if (entry == null) {
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
        public void close() {
            payload = null;
        }
    }
}
