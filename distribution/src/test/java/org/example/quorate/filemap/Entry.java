package org.example.quorate.filemap;

import io.quorate.storage.NodeRecord;
import java.nio.file.Path;

/**
 * One node of one version; never changed. Its data is in memory as long as it is in no checkpoint,
 * then in a file.
 */
final class Entry {

    final NodeRecord stat = new NodeRecord();
    final int children;
    final byte[] data;
    final Path file;
    final long offset;

    private Entry(NodeRecord node, int children, byte[] data, Path file, long offset) {
        stat.set(node);
        stat.childCount = children;
        this.children = children;
        this.data = data;
        this.file = file;
        this.offset = offset;
        stat.data = null;
    }

    /** What a writer has handed in; the array may be reused by it. */
    static Entry of(NodeRecord node, int children, int digest) {
        byte[] copy = null;
        if (node.dataLength >= 0) {
            copy = new byte[node.dataLength];
            System.arraycopy(
                    node.data == null ? copy : node.data, node.dataOffset, copy, 0, copy.length);
        }
        Entry made = new Entry(node, children, copy, null, 0);
        made.stat.digest = digest;
        return made;
    }

    /** The same node with other counters. */
    Entry counted(int childCount, int cversion, long pzxid, int digest) {
        Entry made = new Entry(stat, childCount, data, file, offset);
        made.stat.cversion = cversion;
        made.stat.pzxid = pzxid;
        made.stat.digest = digest;
        return made;
    }

    /** The same node, its data at a place of a file. */
    Entry at(Path place, long position) {
        return new Entry(stat, children, null, place, position);
    }

    boolean isInMemory() {
        return file == null || stat.dataLength <= 0;
    }

    boolean hasDataOf(Entry other) {
        return data == other.data && file == other.file && offset == other.offset;
    }
}
