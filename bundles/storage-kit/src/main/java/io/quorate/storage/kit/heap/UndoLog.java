package io.quorate.storage.kit.heap;

import io.quorate.model.Znode;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How to take back the changes since the last seal. Nodes are changed in place between two
 * published versions, so what they were is kept here: the packed record and the counters, nothing
 * that would have to be allocated. Owner thread.
 */
final class UndoLog {

    private static final int KEEP = 4096;

    private enum Kind {
        /** Was not there. */
        ABSENT,
        /** Was there with this record and these counters. */
        PRESENT,
        /** Had these counters. */
        COUNTERS,
        /** The session ({@code longs}) had this timeout ({@code ints}). */
        SESSION
    }

    private Kind[] kinds = new Kind[16];
    private byte[] @Nullable [] paths = new byte[16][];
    private @Nullable Object[] leaves = new Object[16];
    private int[] ints = new int[16];
    private long[] longs = new long[16];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    void created(byte[] path) {
        add(Kind.ABSENT, path, null, 0, 0);
    }

    /** The node at {@code path} is about to be replaced or removed. */
    void changed(byte[] path, Object entry) {
        if (entry instanceof Directory directory) {
            add(Kind.PRESENT, path, directory.leaf, directory.cversion, directory.pzxid);
        } else {
            add(Kind.PRESENT, path, entry, 0, -1);
        }
    }

    void counters(byte[] path, int cversion, long pzxid) {
        add(Kind.COUNTERS, path, null, cversion, pzxid);
    }

    void session(long sessionId, int timeoutMillis) {
        add(Kind.SESSION, null, null, timeoutMillis, sessionId);
    }

    private void add(
            Kind kind, byte @Nullable [] path, @Nullable Object leaf, int first, long second) {
        if (size == kinds.length) {
            resize(2 * size);
        }
        kinds[size] = kind;
        paths[size] = path;
        leaves[size] = leaf;
        ints[size] = first;
        longs[size++] = second;
    }

    private void resize(int capacity) {
        kinds = Arrays.copyOf(kinds, capacity);
        paths = Arrays.copyOf(paths, capacity);
        leaves = Arrays.copyOf(leaves, capacity);
        ints = Arrays.copyOf(ints, capacity);
        longs = Arrays.copyOf(longs, capacity);
    }

    /** The content as a log of its own; this one is empty then. */
    UndoLog split() {
        UndoLog content = new UndoLog();
        content.kinds = kinds;
        content.paths = paths;
        content.leaves = leaves;
        content.ints = ints;
        content.longs = longs;
        content.size = size;
        UndoLog empty = new UndoLog();
        kinds = empty.kinds;
        paths = empty.paths;
        leaves = empty.leaves;
        ints = empty.ints;
        longs = empty.longs;
        size = 0;
        return content;
    }

    void clear() {
        Arrays.fill(paths, 0, size, null);
        Arrays.fill(leaves, 0, size, null);
        size = 0;
        if (kinds.length > KEEP) {
            resize(KEEP);
        }
    }

    /** Takes all changes back, the last one first. */
    void undo(HeapBatch batch) throws StorageException {
        NodeRecord node = new NodeRecord();
        for (int at = size - 1; at >= 0; at--) {
            switch (kinds[at]) {
                case ABSENT -> batch.remove(path(at));
                case COUNTERS -> batch.counters(path(at), ints[at], longs[at]);
                case SESSION -> batch.session(longs[at], ints[at]);
                case PRESENT -> {
                    Znode path = path(at);
                    Entries.unpack(leaves[at], node);
                    batch.put(path, node);
                    restoreCounters(batch, at, path, node);
                }
            }
        }
    }

    private Znode path(int at) {
        return Znode.ofUtf8(paths[at]);
    }

    /** The record of a directory does not know its counters. */
    private void restoreCounters(HeapBatch batch, int at, Znode path, NodeRecord node)
            throws StorageException {
        if (longs[at] >= 0 && (longs[at] != node.pzxid || ints[at] != node.cversion)) {
            batch.counters(path, ints[at], longs[at]);
        }
    }
}
