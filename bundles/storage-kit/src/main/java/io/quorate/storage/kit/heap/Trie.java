package io.quorate.storage.kit.heap;

import org.jspecify.annotations.Nullable;

/**
 * Copy-on-write set of entries in a 32-way bitmap trie by 64-bit hash.
 *
 * <p>A trie is the reference to its root: null (empty), one entry, a {@link Node} or a {@link
 * Bucket}. A node whose epoch is the one handed in belongs to the caller and is changed in place;
 * any other is copied. Raising the epoch therefore freezes all that exists in O(1). Entries whose
 * hashes are equal in all bits share a bucket. One writer; frozen tries are read by any thread.
 */
abstract class Trie {

    private static final int BITS = 5;
    private static final int MASK = 31;

    /** Inner node: one slot per set bit. */
    static final class Node {
        final long epoch;
        int bitmap;
        Object[] slots;

        Node(long epoch, int bitmap, Object[] slots) {
            this.epoch = epoch;
            this.bitmap = bitmap;
            this.slots = slots;
        }
    }

    /** Entries of one hash; immutable. */
    record Bucket(Object[] entries) {}

    /** Hash of an entry, the same as that of its key. */
    abstract long hash(Object entry);

    /**
     * What the trie holds for {@code hash}: null, one entry or a bucket; the caller compares keys.
     */
    static @Nullable Object candidate(@Nullable Object root, long hash) {
        Object at = root;
        long rest = hash;
        while (at instanceof Node node) {
            int bit = 1 << (rest & MASK);
            int bitmap = node.bitmap;
            if ((bitmap & bit) == 0) {
                return null;
            }
            at = node.slots[Integer.bitCount(bitmap & (bit - 1))];
            rest >>>= BITS;
        }
        return at;
    }

    /** Adds an entry whose key is absent; returns the new root. */
    final Object insert(@Nullable Object root, long hash, Object entry, long epoch) {
        return insert(root, 0, hash, entry, epoch);
    }

    private Object insert(@Nullable Object at, int shift, long hash, Object entry, long epoch) {
        if (at == null) {
            return entry;
        }
        if (at instanceof Node node) {
            int bit = 1 << ((hash >>> shift) & MASK);
            int index = Integer.bitCount(node.bitmap & (bit - 1));
            if ((node.bitmap & bit) == 0) {
                return with(node, bit, inserted(node.slots, index, entry), epoch);
            }
            Object below = node.slots[index];
            Object changed = insert(below, shift + BITS, hash, entry, epoch);
            return changed == below ? node : set(node, index, changed, epoch);
        }
        if (shift >= Long.SIZE) {
            Object[] entries = at instanceof Bucket bucket ? bucket.entries : new Object[] {at};
            return new Bucket(inserted(entries, entries.length, entry));
        }
        return split(at, shift, hash, entry, epoch);
    }

    private Object split(Object other, int shift, long hash, Object entry, long epoch) {
        long otherHash = hash(other);
        int bit = 1 << ((hash >>> shift) & MASK);
        int otherBit = 1 << ((otherHash >>> shift) & MASK);
        if (bit == otherBit) {
            return new Node(
                    epoch, bit, new Object[] {insert(other, shift + BITS, hash, entry, epoch)});
        }
        boolean first = Integer.compareUnsigned(bit, otherBit) < 0;
        return new Node(
                epoch,
                bit | otherBit,
                first ? new Object[] {entry, other} : new Object[] {other, entry});
    }

    /**
     * Puts {@code entry} in the place of {@code old} (compared by identity), which is there;
     * returns the new root.
     */
    static Object replace(@Nullable Object root, long hash, Object old, Object entry, long epoch) {
        if (root instanceof Node node) {
            int index = Integer.bitCount(node.bitmap & ((1 << (hash & MASK)) - 1));
            Object below = node.slots[index];
            Object changed = replace(below, hash >>> BITS, old, entry, epoch);
            return changed == below ? node : set(node, index, changed, epoch);
        }
        if (root instanceof Bucket bucket) {
            Object[] entries = bucket.entries.clone();
            entries[indexOf(entries, old)] = entry;
            return new Bucket(entries);
        }
        return entry;
    }

    /**
     * Removes {@code old} (compared by identity), which is there; returns the new root, null when
     * nothing is left.
     */
    static @Nullable Object remove(@Nullable Object root, long hash, Object old, long epoch) {
        if (root instanceof Node node) {
            int bit = 1 << (hash & MASK);
            int index = Integer.bitCount(node.bitmap & (bit - 1));
            Object below = node.slots[index];
            Object changed = remove(below, hash >>> BITS, old, epoch);
            return changed == below ? node : removed(node, bit, index, changed, epoch);
        }
        if (root instanceof Bucket bucket) {
            Object[] rest = without(bucket.entries, indexOf(bucket.entries, old));
            return rest.length == 1 ? rest[0] : new Bucket(rest);
        }
        return null;
    }

    private static @Nullable Object removed(
            Node node, int bit, int index, @Nullable Object changed, long epoch) {
        Object[] slots = node.slots;
        if (changed != null) {
            return slots.length == 1 && isEntry(changed)
                    ? changed
                    : set(node, index, changed, epoch);
        }
        if (slots.length == 1) {
            return null;
        }
        if (slots.length == 2 && isEntry(slots[1 - index])) {
            return slots[1 - index];
        }
        return with(node, bit, without(slots, index), epoch);
    }

    /** A bucket stays at the depth where the bits of its hash end. */
    private static boolean isEntry(Object at) {
        return !(at instanceof Node || at instanceof Bucket);
    }

    /**
     * The node with the slots of its own or of a copy replaced and one bit of the bitmap flipped.
     */
    private static Node with(Node node, int bit, Object[] slots, long epoch) {
        if (node.epoch != epoch) {
            return new Node(epoch, node.bitmap ^ bit, slots);
        }
        node.bitmap ^= bit;
        node.slots = slots;
        return node;
    }

    private static Node set(Node node, int index, Object value, long epoch) {
        if (node.epoch == epoch) {
            node.slots[index] = value;
            return node;
        }
        Object[] slots = node.slots.clone();
        slots[index] = value;
        return new Node(epoch, node.bitmap, slots);
    }

    static Object[] inserted(Object[] slots, int index, Object value) {
        Object[] grown = new Object[slots.length + 1];
        System.arraycopy(slots, 0, grown, 0, index);
        grown[index] = value;
        System.arraycopy(slots, index, grown, index + 1, slots.length - index);
        return grown;
    }

    static Object[] without(Object[] slots, int index) {
        Object[] rest = new Object[slots.length - 1];
        System.arraycopy(slots, 0, rest, 0, index);
        System.arraycopy(slots, index + 1, rest, index, rest.length - index);
        return rest;
    }

    static int indexOf(Object[] entries, Object wanted) {
        for (int i = 0; i < entries.length; i++) {
            if (entries[i] == wanted) {
                return i;
            }
        }
        throw new IllegalStateException("entry is not where its hash says");
    }
}
