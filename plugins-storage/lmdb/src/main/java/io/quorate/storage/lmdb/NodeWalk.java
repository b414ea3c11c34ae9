package io.quorate.storage.lmdb;

import io.quorate.model.Znode;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A node and all below it, depth first, parent before child. One thread. */
final class NodeWalk implements NodeCursor {

    /** A node whose children are being walked over. */
    private record Level(Walk children, int pathLength) {}

    private final Content content;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final NodeRecord node = new NodeRecord();
    private @Nullable NodeEntry top;
    private byte[] path;
    private int length;

    NodeWalk(Content content, Znode from) throws StorageException {
        this.content = content;
        top = content.find(from.utf8(), from.length());
        length = from.isRoot() ? 0 : from.length();
        path = Arrays.copyOf(from.utf8(), Math.max(256, from.length()));
    }

    @Override
    public boolean next() throws StorageException {
        if (top != null) {
            enter(top);
            top = null;
            return true;
        }
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            length = level.pathLength;
            if (level.children.next()) {
                NodeEntry child = NodeEntry.of(level.children.key(), level.children.value());
                append(child.name());
                enter(child);
                return true;
            }
            levels.pop();
        }
        return false;
    }

    private void enter(NodeEntry entry) {
        entry.unpack(node);
        if (entry.children() > 0) {
            levels.push(new Level(new Walk(content, Keys.number(Keys.NODE, entry.id())), length));
        }
    }

    private void append(byte[] name) {
        int end = length + 1 + name.length;
        if (end > path.length) {
            path = Arrays.copyOf(path, 2 * end);
        }
        path[length] = '/';
        System.arraycopy(name, 0, path, length + 1, name.length);
        length = end;
    }

    @Override
    public Znode path() {
        return Znode.copyOf(path, 0, length);
    }

    @Override
    public NodeRecord node() {
        return node;
    }
}
