package io.quorate.storage.kit.heap;

import io.quorate.storage.kit.node.PackedNode;
import org.jspecify.annotations.Nullable;

/**
 * A node that has or had children. It keeps the counters that change with every child, so that
 * creating one never packs the parent anew; what the record says of them does not count.
 *
 * <p>Changed only by the owner while {@link #epoch} is the current one, frozen afterwards.
 */
final class Directory {

    /** Up to so many children are kept in an array and compared one by one. */
    static final int SMALL = 8;

    private static final Trie NAMES =
            new Trie() {
                @Override
                long hash(Object entry) {
                    byte[] record = Entries.record(entry);
                    return NameHash.of(
                            record, PackedNode.nameStart(record), PackedNode.nameEnd(record));
                }
            };

    final long epoch;

    /** The node itself: {@code byte[]} or {@link LargeLeaf}. */
    Object leaf;

    /**
     * Null, {@code Object[]} (small) or a trie; entries are {@code byte[]}, {@link LargeLeaf} or
     * {@link Directory}.
     */
    private @Nullable Object children;

    int count;
    int cversion;
    long pzxid;

    /** CRC of path and data. */
    int running;

    /** Digest with the counters above. */
    int digest;

    Directory(long epoch, Object leaf) {
        this.epoch = epoch;
        this.leaf = leaf;
    }

    /** This directory if it belongs to {@code now}, else a copy that does. */
    Directory owned(long now) {
        if (epoch == now) {
            return this;
        }
        Directory copy = new Directory(now, leaf);
        copy.children = children;
        copy.count = count;
        copy.cversion = cversion;
        copy.pzxid = pzxid;
        copy.running = running;
        copy.digest = digest;
        return copy;
    }

    /** The child whose name is the slice of {@code path}, or null. */
    @Nullable Object child(byte[] path, int from, int to) {
        Object at = children;
        if (at == null) {
            return null;
        }
        if (at instanceof Object[] small) {
            return among(small, path, from, to);
        }
        return keyed(Trie.candidate(at, NameHash.of(path, from, to)), path, from, to);
    }

    private static @Nullable Object keyed(@Nullable Object found, byte[] path, int from, int to) {
        if (found instanceof Trie.Bucket bucket) {
            return among(bucket.entries(), path, from, to);
        }
        return found != null && PackedNode.nameEquals(Entries.record(found), path, from, to)
                ? found
                : null;
    }

    private static @Nullable Object among(Object[] entries, byte[] path, int from, int to) {
        for (Object entry : entries) {
            if (PackedNode.nameEquals(Entries.record(entry), path, from, to)) {
                return entry;
            }
        }
        return null;
    }

    /** Adds a child that is not there yet. */
    void add(Object entry, byte[] path, int from, int to) {
        count++;
        if (children == null) {
            children = new Object[] {entry};
        } else if (!(children instanceof Object[] small)) {
            children = NAMES.insert(children, NameHash.of(path, from, to), entry, epoch);
        } else if (small.length < SMALL) {
            children = Trie.inserted(small, small.length, entry);
        } else {
            @Nullable Object trie = null;
            for (Object each : small) {
                trie = NAMES.insert(trie, NAMES.hash(each), each, epoch);
            }
            children = NAMES.insert(trie, NameHash.of(path, from, to), entry, epoch);
        }
    }

    /** Puts {@code entry} in the place of the child {@code old} of the same name. */
    void swap(Object old, Object entry, byte[] path, int from, int to) {
        if (children instanceof Object[] small) {
            Object[] changed = small.clone();
            changed[Trie.indexOf(changed, old)] = entry;
            children = changed;
        } else {
            children = Trie.replace(children, NameHash.of(path, from, to), old, entry, epoch);
        }
    }

    /** Takes the child {@code old} away. */
    void drop(Object old, byte[] path, int from, int to) {
        count--;
        if (count == 0) {
            children = null;
        } else if (children instanceof Object[] small) {
            children = Trie.without(small, Trie.indexOf(small, old));
        } else {
            children = Trie.remove(children, NameHash.of(path, from, to), old, epoch);
        }
    }

    /** Walk over the children; only of a frozen directory. */
    TrieWalk walk() {
        return new TrieWalk(children);
    }
}
