package io.quorate.runtime;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values by {@code long} keys without boxing: open addressing, linear probing. One thread.
 *
 * @param <V> values, never null
 */
public final class LongMap<V> {

    private static final int INITIAL = 16;

    private long[] keys = new long[INITIAL];
    private Object[] values = new Object[INITIAL];
    private int size;

    public int size() {
        return size;
    }

    /** The value, or null. */
    @SuppressWarnings("unchecked")
    public V get(long key) {
        return (V) values[find(key)];
    }

    /** Enters a value; returns the one before, or null. */
    @SuppressWarnings("unchecked")
    public V put(long key, V value) {
        int slot = find(key);
        V before = (V) values[slot];
        if (before == null && (size + 1) * 4 > keys.length * 3) {
            resize(keys.length * 2);
            slot = find(key);
        }
        keys[slot] = key;
        values[slot] = value;
        if (before == null) {
            size++;
        }
        return before;
    }

    /** Removes a value; returns it, or null. */
    @SuppressWarnings("unchecked")
    public @Nullable V remove(long key) {
        int hole = find(key);
        V before = (V) values[hole];
        if (before == null) {
            return null;
        }
        int mask = keys.length - 1;
        values[hole] = null;
        size--;
        for (int slot = (hole + 1) & mask; values[slot] != null; slot = (slot + 1) & mask) {
            int home = home(keys[slot], mask);
            if (((slot - home) & mask) >= ((slot - hole) & mask)) {
                keys[hole] = keys[slot];
                values[hole] = values[slot];
                values[slot] = null;
                hole = slot;
            }
        }
        if (keys.length > INITIAL && size * 8 < keys.length) {
            resize(keys.length / 2);
        }
        return before;
    }

    /** Hands each value to {@code consumer}, which must not change the map. */
    @SuppressWarnings("unchecked")
    public void forEach(Consumer<? super V> consumer) {
        for (Object value : values) {
            if (value != null) {
                consumer.accept((V) value);
            }
        }
    }

    /** Drops everything. */
    public void clear() {
        keys = new long[INITIAL];
        values = new Object[INITIAL];
        size = 0;
    }

    private int find(long key) {
        int mask = keys.length - 1;
        int slot = home(key, mask);
        while (values[slot] != null && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void resize(int capacity) {
        long[] oldKeys = keys;
        Object[] oldValues = values;
        keys = new long[capacity];
        values = Arrays.copyOf(new Object[0], capacity);
        for (int at = 0; at < oldKeys.length; at++) {
            if (oldValues[at] != null) {
                int slot = find(oldKeys[at]);
                keys[slot] = oldKeys[at];
                values[slot] = oldValues[at];
            }
        }
    }

    private static int home(long key, int mask) {
        long mixed = key * 0x9e37_79b9_7f4a_7c15L;
        return (int) (mixed >>> 32) & mask;
    }
}
