package io.quorate.runtime;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values by path, of which those of all ancestors of a path are found in one pass over its bytes,
 * however deep it is. The hash of a path grows out of those of its ancestors; it is a polynomial
 * over a prime field at a point that nobody outside knows, so that no paths can be chosen to
 * collide. One thread.
 *
 * @param <V> values, never null
 */
public final class PathPrefixes<V> {

    private static final long PRIME = (1L << 61) - 1;
    private static final int PRIME_BITS = 61;
    private static final long POINT =
            Math.floorMod(new SecureRandom().nextLong(), PRIME - 1_000) + 500;
    private static final byte SLASH = '/';

    /** One path; the next one has the same hash, which hardly ever happens. */
    private static final class Entry<V> {
        private final byte[] path;
        private V value;
        private Entry<V> next;

        private Entry(byte[] path, V value, Entry<V> next) {
            this.path = path;
            this.value = value;
            this.next = next;
        }
    }

    private final LongMap<Entry<V>> entries = new LongMap<>();

    public boolean isEmpty() {
        return entries.size() == 0;
    }

    /**
     * Enters a value.
     *
     * @param path the root is the empty path or a lone slash; kept, not to be changed
     */
    public void put(byte[] path, V value) {
        int length = length(path);
        long hash = hash(path, length);
        Entry<V> first = entries.get(hash);
        Entry<V> known = find(first, path, length);
        if (known != null) {
            known.value = value;
        } else {
            entries.put(hash, new Entry<>(path, value, first));
        }
    }

    /** Removes what was entered for a path. */
    public void remove(byte[] path) {
        int length = length(path);
        long hash = hash(path, length);
        Entry<V> first = entries.get(hash);
        Entry<V> known = find(first, path, length);
        if (known == null) {
            return;
        }
        if (known == first) {
            if (first.next == null) {
                entries.remove(hash);
            } else {
                entries.put(hash, first.next);
            }
            return;
        }
        for (Entry<V> at = first; at != null; at = at.next) {
            if (at.next == known) {
                at.next = known.next;
            }
        }
    }

    /** Hands over the values of all ancestors of a path, from the root down; not its own. */
    public void eachAbove(byte[] path, Consumer<V> handler) {
        int length = length(path);
        long hash = 0;
        for (int at = 0; at < length; at++) {
            if (path[at] == SLASH) {
                Entry<V> found = find(entries.get(hash), path, at);
                if (found != null) {
                    handler.accept(found.value);
                }
            }
            hash = grow(hash, path[at]);
        }
    }

    /** The value of the path, or of its nearest ancestor that has one; null if none has. */
    public @Nullable V nearest(byte[] path) {
        int length = length(path);
        long hash = 0;
        Entry<V> nearest = null;
        for (int at = 0; at <= length; at++) {
            if (at == length || path[at] == SLASH) {
                Entry<V> found = find(entries.get(hash), path, at);
                nearest = found == null ? nearest : found;
            }
            if (at < length) {
                hash = grow(hash, path[at]);
            }
        }
        return nearest == null ? null : nearest.value;
    }

    private static int length(byte[] path) {
        return path.length == 1 && path[0] == SLASH ? 0 : path.length;
    }

    private static <V> @Nullable Entry<V> find(@Nullable Entry<V> first, byte[] path, int length) {
        for (Entry<V> at = first; at != null; at = at.next) {
            if (Arrays.equals(at.path, 0, length(at.path), path, 0, length)) {
                return at;
            }
        }
        return null;
    }

    private static long hash(byte[] path, int length) {
        long hash = 0;
        for (int at = 0; at < length; at++) {
            hash = grow(hash, path[at]);
        }
        return hash;
    }

    /** {@code hash * POINT + next} modulo the prime. */
    private static long grow(long hash, byte next) {
        long low = hash * POINT;
        long high = Math.multiplyHigh(hash, POINT);
        long product = (low & PRIME) + ((low >>> PRIME_BITS) | (high << (Long.SIZE - PRIME_BITS)));
        long sum = (product & PRIME) + (product >>> PRIME_BITS) + (next & 0xff) + 1;
        return sum >= PRIME ? sum - PRIME : sum;
    }
}
