package io.quorate.storage.kit.heap;

import io.quorate.model.Znode;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.kit.node.PackedNode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Depth-first walk over a frozen subtree, parent before child; the root has the empty path. One
 * thread.
 */
final class TreeWalk implements NodeCursor {

    private final NodeRecord node = new NodeRecord();
    private @Nullable Object top;
    private @Nullable TrieWalk[] walks = new TrieWalk[8];

    /** Length of the directory's path per level. */
    private int[] prefixes = new int[8];

    private int depth = -1;
    private byte[] path;
    private int length;

    /** Walk over {@code top} (null: nothing) at {@code path}. */
    TreeWalk(@Nullable Object top, byte[] path) {
        this.top = top;
        this.length = path.length == 1 && path[0] == '/' ? 0 : path.length;
        this.path = Arrays.copyOf(path, Math.max(64, length));
    }

    @Override
    public boolean next() {
        if (top != null) {
            Object entry = top;
            top = null;
            visit(entry);
            return true;
        }
        while (depth >= 0) {
            Object entry = walks[depth].next();
            if (entry != null) {
                length = prefixes[depth];
                append(Entries.record(entry));
                visit(entry);
                return true;
            }
            walks[depth--] = null;
        }
        return false;
    }

    @Override
    public Znode path() {
        return Znode.copyOf(path, 0, length);
    }

    @Override
    public NodeRecord node() {
        return node;
    }

    private void visit(Object entry) {
        Entries.unpack(entry, node);
        if (entry instanceof Directory directory && directory.count > 0) {
            if (++depth == walks.length) {
                walks = Arrays.copyOf(walks, depth * 2);
                prefixes = Arrays.copyOf(prefixes, depth * 2);
            }
            walks[depth] = directory.walk();
            prefixes[depth] = length;
        }
    }

    private void append(byte[] record) {
        int start = PackedNode.nameStart(record);
        int name = PackedNode.nameEnd(record) - start;
        int end = length + 1 + name;
        if (end > path.length) {
            path = Arrays.copyOf(path, Math.max(end, path.length * 2));
        }
        path[length] = '/';
        System.arraycopy(record, start, path, length + 1, name);
        length = end;
    }
}
