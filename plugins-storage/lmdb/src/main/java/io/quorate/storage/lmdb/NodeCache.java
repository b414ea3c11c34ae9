package io.quorate.storage.lmdb;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Entries of the newest checkpoint that are in memory, the least used of which go. Also remembers
 * that there is none of a key. Thread-safe.
 *
 * <p>For the owner's state alone: what a checkpoint has changed is entered before the owner looks
 * below it.
 */
final class NodeCache {

    /** There is no such entry. */
    static final byte[] ABSENT = new byte[0];

    private static final int ENTRY_BYTES = 120;

    /** Bytes that are compared by their content. */
    private record Key(byte[] bytes) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && Arrays.equals(bytes, key.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    private final long bytesMax;
    private final Map<Key, byte[]> entries = new LinkedHashMap<>(1024, 0.75f, true);
    private long bytes;
    private long generation;

    NodeCache(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** The value, {@link #ABSENT}, or null if it is not known. */
    synchronized byte @Nullable [] get(byte[] key) {
        return entries.get(new Key(key));
    }

    /** To be asked before reading what is then entered. */
    synchronized long generation() {
        return generation;
    }

    /** Enters what was read, unless a checkpoint has been written since. */
    synchronized void put(long readIn, byte[] key, byte @Nullable [] value) {
        if (readIn == generation) {
            enter(key, value);
        }
    }

    /** What a checkpoint has written. */
    synchronized void advance(@Nullable Layer written) {
        generation++;
        Layer.each(written, entry -> enter(entry.key(), entry.value()));
    }

    /** Everything is another tree now. */
    synchronized void clear() {
        generation++;
        entries.clear();
        bytes = 0;
    }

    private void enter(byte[] key, byte @Nullable [] value) {
        byte[] now = value == null ? ABSENT : value;
        byte[] before = entries.put(new Key(key), now);
        bytes += before == null ? size(key, now) : now.length - before.length;
        var eldest = entries.entrySet().iterator();
        while (bytes > bytesMax && entries.size() > 1) {
            Map.Entry<Key, byte[]> gone = eldest.next();
            bytes -= size(gone.getKey().bytes, gone.getValue());
            eldest.remove();
        }
    }

    private static long size(byte[] key, byte[] value) {
        return ENTRY_BYTES + key.length + (long) value.length;
    }
}
