package io.quorate.storage.kit.heap;

import io.quorate.storage.NodeRecord;
import io.quorate.storage.kit.node.PackedNode;
import org.jspecify.annotations.Nullable;

/**
 * What stands for a node in the tree: {@code byte[]} (packed record), {@link LargeLeaf} or {@link
 * Directory}.
 */
final class Entries {

    private Entries() {}

    static byte[] record(Object entry) {
        if (entry instanceof byte[] record) {
            return record;
        }
        Object leaf = entry instanceof Directory directory ? directory.leaf : entry;
        return leaf instanceof LargeLeaf large ? large.record() : (byte[]) leaf;
    }

    /** Fills {@code into} with all fields. */
    static void unpack(Object entry, NodeRecord into) {
        if (entry instanceof byte[] record) {
            PackedNode.unpack(record, into);
        } else if (entry instanceof Directory directory) {
            unpack(directory.leaf, into);
            into.cversion = directory.cversion;
            into.pzxid = directory.pzxid;
            into.childCount = directory.count;
            into.digest = directory.digest;
        } else {
            LargeLeaf large = (LargeLeaf) entry;
            PackedNode.unpack(large.record(), into);
            into.data(large.data());
        }
    }

    /** The node at {@code path} below {@code root}, or null. */
    static @Nullable Object find(Directory root, byte[] path) {
        int length = path.length;
        if (length == 0 || path[0] != '/') {
            return length == 0 ? root : null;
        }
        return length == 1 ? root : find(root, path, 1);
    }

    /**
     * The node at {@code path}, whose rest from {@code begin} on is to be found below {@code top}.
     */
    static @Nullable Object find(Directory top, byte[] path, int begin) {
        int length = path.length;
        Directory at = top;
        for (int from = begin; ; ) {
            int to = from;
            while (to < length && path[to] != '/') {
                to++;
            }
            Object child = at.child(path, from, to);
            if (to == length) {
                return child;
            }
            if (!(child instanceof Directory below)) {
                return null;
            }
            at = below;
            from = to + 1;
        }
    }
}
