package io.quorate.storage.lmdb;

import io.quorate.storage.StorageException;
import io.quorate.storage.lmdb.map.OrderedMap;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks over all entries of a state whose keys begin alike, ascending: what has changed laid over
 * the map. The state must not change meanwhile. One thread.
 */
final class Walk {

    private static final int PIECE = 128;

    private final Content content;
    private final byte[] prefix;
    private List<OrderedMap.Entry> piece = List.of();
    private int next;
    private boolean exhausted;
    private byte[] reached;
    private boolean exclusive;
    private byte[] key;
    private byte[] value = NodeCache.ABSENT;

    Walk(Content content, byte[] prefix) {
        this(content, prefix, prefix);
    }

    /** From {@code first} on. */
    Walk(Content content, byte[] prefix, byte[] first) {
        this.content = content;
        this.prefix = prefix;
        this.reached = first;
        this.key = first;
    }

    boolean next() throws StorageException {
        while (true) {
            Layer changed =
                    lower(
                            Layer.next(content.overlay, reached, exclusive),
                            Layer.next(content.frozen, reached, exclusive));
            OrderedMap.@Nullable Entry stored = stored();
            byte[] found;
            byte[] is;
            if (changed != null
                    && (stored == null
                            || Arrays.compareUnsigned(changed.key(), stored.key()) <= 0)) {
                found = changed.key();
                is = changed.value();
            } else if (stored != null) {
                found = stored.key();
                is = stored.value();
            } else {
                return false;
            }
            reached = found;
            exclusive = true;
            if (!Keys.startsWith(found, prefix)) {
                return false;
            }
            if (is != null) {
                key = found;
                value = is;
                return true;
            }
        }
    }

    /** The first of two; of two alike the upper one. */
    private static @Nullable Layer lower(@Nullable Layer upper, @Nullable Layer lower) {
        if (upper == null || lower == null) {
            return upper == null ? lower : upper;
        }
        return Arrays.compareUnsigned(upper.key(), lower.key()) <= 0 ? upper : lower;
    }

    private OrderedMap.@Nullable Entry stored() throws StorageException {
        while (true) {
            while (next < piece.size()) {
                OrderedMap.Entry entry = piece.get(next);
                int order = Arrays.compareUnsigned(entry.key(), reached);
                if (order > 0 || order == 0 && !exclusive) {
                    return entry;
                }
                next++;
            }
            if (exhausted) {
                return null;
            }
            byte[] from = piece.isEmpty() ? reached : piece.getLast().key();
            piece = content.base.range(from, !piece.isEmpty() || exclusive, PIECE);
            next = 0;
            exhausted = piece.size() < PIECE || !Keys.startsWith(piece.getLast().key(), prefix);
        }
    }

    byte[] key() {
        return key;
    }

    byte[] value() {
        return value;
    }
}
