package io.quorate.storage.kit.heap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the entries of a trie or of a small array, any order. The trie must be frozen. One
 * thread.
 */
final class TrieWalk {

    private Object[][] levels = new Object[4][];
    private int[] next = new int[4];
    private int depth = -1;
    private @Nullable Object only;

    TrieWalk(@Nullable Object root) {
        if (!enter(root)) {
            only = root;
        }
    }

    /** The next entry, null at the end. */
    @Nullable Object next() {
        if (only != null) {
            Object entry = only;
            only = null;
            return entry;
        }
        while (depth >= 0) {
            Object[] slots = levels[depth];
            int at = next[depth]++;
            if (at >= slots.length) {
                depth--;
            } else if (!enter(slots[at])) {
                return slots[at];
            }
        }
        return null;
    }

    private boolean enter(@Nullable Object at) {
        Object[] slots;
        if (at instanceof Trie.Node node) {
            slots = node.slots;
        } else if (at instanceof Object[] array) {
            slots = array;
        } else if (at instanceof Trie.Bucket bucket) {
            slots = bucket.entries();
        } else {
            return false;
        }
        if (++depth == levels.length) {
            levels = Arrays.copyOf(levels, depth * 2);
            next = Arrays.copyOf(next, depth * 2);
        }
        levels[depth] = slots;
        next[depth] = 0;
        return true;
    }
}
