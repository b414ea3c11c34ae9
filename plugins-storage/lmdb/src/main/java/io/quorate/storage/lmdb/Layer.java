package io.quorate.storage.lmdb;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map of what has changed: a treap whose changes copy the way to what they
 * change, so that every version stays. The empty one is null.
 *
 * @param value null says that there is no such entry below either
 */
record Layer(
        byte[] key,
        byte @Nullable [] value,
        int rank,
        @Nullable Layer left,
        @Nullable Layer right) {

    static @Nullable Layer find(@Nullable Layer root, byte[] key) {
        Layer at = root;
        while (at != null) {
            int order = Arrays.compareUnsigned(key, at.key);
            if (order == 0) {
                return at;
            }
            at = order < 0 ? at.left : at.right;
        }
        return null;
    }

    /** The first entry at or behind {@code key}; behind it only if {@code exclusive}. */
    static @Nullable Layer next(@Nullable Layer root, byte[] key, boolean exclusive) {
        Layer found = null;
        Layer at = root;
        while (at != null) {
            int order = Arrays.compareUnsigned(key, at.key);
            if (order < 0 || order == 0 && !exclusive) {
                found = at;
                at = at.left;
            } else {
                at = at.right;
            }
        }
        return found;
    }

    static Layer put(@Nullable Layer root, byte[] key, byte @Nullable [] value) {
        if (root == null) {
            return new Layer(key, value, rankOf(key), null, null);
        }
        int order = Arrays.compareUnsigned(key, root.key);
        if (order == 0) {
            return new Layer(root.key, value, root.rank, root.left, root.right);
        }
        if (order < 0) {
            Layer grown = put(root.left, key, value);
            return grown.rank > root.rank
                    ? grown.with(grown.left, root.with(grown.right, root.right))
                    : root.with(grown, root.right);
        }
        Layer grown = put(root.right, key, value);
        return grown.rank > root.rank
                ? grown.with(root.with(root.left, grown.left), grown.right)
                : root.with(root.left, grown);
    }

    /** {@code above} laid over {@code below}. */
    static @Nullable Layer merged(@Nullable Layer below, @Nullable Layer above) {
        Layer[] all = {below};
        each(above, entry -> all[0] = put(all[0], entry.key, entry.value));
        return all[0];
    }

    /** Every entry, ascending. */
    static void each(@Nullable Layer root, Consumer<Layer> action) {
        if (root != null) {
            each(root.left, action);
            action.accept(root);
            each(root.right, action);
        }
    }

    private Layer with(@Nullable Layer newLeft, @Nullable Layer newRight) {
        return new Layer(key, value, rank, newLeft, newRight);
    }

    /** Spread well whatever the keys have in common, so that the treap stays flat. */
    private static int rankOf(byte[] key) {
        int hash = Arrays.hashCode(key) * 0x9e3779b9;
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        return hash ^ hash >>> 13;
    }
}
