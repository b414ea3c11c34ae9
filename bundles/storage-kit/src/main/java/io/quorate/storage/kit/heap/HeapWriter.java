package io.quorate.storage.kit.heap;

import io.quorate.model.SystemPaths;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import io.quorate.storage.kit.node.NodeCrc;
import io.quorate.storage.kit.node.PackedNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Changes a state of the heap tree and keeps digest, counts, indexes and uses of ACLs along with
 * it. Paths are slices of byte arrays; the root is the empty slice. One thread.
 */
final class HeapWriter {

    private static final byte[] ZOOKEEPER = "/zookeeper/".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ROOT = {'/'};
    private static final byte[] QUOTA = (SystemPaths.QUOTA + "/").getBytes(StandardCharsets.UTF_8);
    private static final byte[] LIMITS =
            ("/" + SystemPaths.QUOTA_LIMITS).getBytes(StandardCharsets.UTF_8);

    private final boolean extendedTypes;
    private final NodeCrc crc = new NodeCrc();
    private final PackedNode packer = new PackedNode();
    private final NodeRecord old = new NodeRecord();

    HeapState state;
    AclTable acls;

    /** What has a smaller epoch is frozen. */
    long epoch = 1;

    /** Bytes of records written so far. */
    long written;

    /**
     * Where changes are noted so that they can be taken back; null while loading. Then every path
     * is a whole array.
     */
    private final @Nullable UndoLog undo;

    private final PathChain chain = new PathChain();

    HeapWriter(HeapState state, AclTable acls, boolean extendedTypes, @Nullable UndoLog undo) {
        this.state = state;
        this.acls = acls;
        this.extendedTypes = extendedTypes;
        this.undo = undo;
    }

    /**
     * The directory whose path is the first {@code length} bytes of {@code path}, owned; null if
     * there is no such node.
     */
    @Nullable Directory directory(byte[] path, int length) {
        int level = chain.level(path, length, epoch);
        if (level < 0) {
            Directory root = state.root.owned(epoch);
            state.root = root;
            chain.begin(root, epoch);
            level = 0;
        }
        Directory at = chain.directory(level);
        int start = chain.end(level) + 1;
        if (start > length) {
            return at;
        }
        chain.turn(level, path);
        while (start < length) {
            int end = start;
            while (end < length && path[end] != '/') {
                end++;
            }
            Object child = at.child(path, start, end);
            if (child == null) {
                return null;
            }
            at = owned(at, child, path, 0, start, end);
            chain.push(at, end);
            start = end + 1;
        }
        return at;
    }

    /** What stands for the node at {@code path}, null if there is none. */
    @Nullable Object find(byte[] path) {
        int level = chain.level(path, path.length, epoch);
        if (level <= 0) {
            return Entries.find(state.root, path);
        }
        Directory at = chain.directory(level);
        int end = chain.end(level);
        return end == path.length ? at : Entries.find(at, path, end + 1);
    }

    /** The child of {@code parent} as a directory of this epoch. */
    Directory owned(Directory parent, Object child, byte[] path, int from, int nameFrom, int to) {
        Directory mine =
                child instanceof Directory directory
                        ? directory.owned(epoch)
                        : grown(child, path, from, to);
        if (mine != child) {
            parent.swap(child, mine, path, nameFrom, to);
        }
        return mine;
    }

    private Directory grown(Object leaf, byte[] path, int from, int to) {
        Entries.unpack(leaf, old);
        Directory directory = new Directory(epoch, leaf);
        directory.cversion = old.cversion;
        directory.pzxid = old.pzxid;
        directory.digest = old.digest;
        directory.running = crc.running(path, from, to, old);
        return directory;
    }

    /** Creates or replaces the root. */
    @SuppressWarnings("NullAway") // a new directory is given its leaf before it is seen
    void root(NodeRecord node) throws StorageException {
        int running = crc.running(ZOOKEEPER, 0, 0, node);
        int digest = crc.complete(running, node);
        Directory root;
        if (state.root == null) {
            root = new Directory(epoch, null);
            state.nodeCount++;
            state.byteCount += 1 + Math.max(0, node.dataLength);
            acls.take(node.aclId, state);
        } else {
            root = state.root.owned(epoch);
            Entries.unpack(root, old);
            if (undo != null) {
                undo.changed(ROOT, root);
            }
            replaced(node, ZOOKEEPER, 0, 0);
            state.digest -= Integer.toUnsignedLong(old.digest);
        }
        state.digest += Integer.toUnsignedLong(digest);
        describe(root, leaf(ZOOKEEPER, 0, 0, node, digest), node, running, digest);
        state.root = root;
    }

    /**
     * Creates or replaces a node below {@code parent}, which is owned; returns what stands for it.
     *
     * @param from begin of the path, {@code nameFrom} begin of the name and {@code to} the end of
     *     both in {@code path}
     */
    Object place(Directory parent, byte[] path, int from, int nameFrom, int to, NodeRecord node)
            throws StorageException {
        int running = crc.running(path, from, to, node);
        int digest = crc.complete(running, node);
        Object before = parent.child(path, nameFrom, to);
        Object leaf;
        Object entry;
        if (before == null) {
            acls.take(node.aclId, state);
            leaf = leaf(path, nameFrom, to, node, digest);
            entry = leaf;
            parent.add(entry, path, nameFrom, to);
            created(node, path, from, to);
            if (undo != null) {
                undo.created(path);
            }
        } else {
            Entries.unpack(before, old);
            replaced(node, path, from, to);
            if (undo != null) {
                undo.changed(path, before);
            }
            leaf = leaf(path, nameFrom, to, node, digest);
            entry = before instanceof Directory directory ? directory.owned(epoch) : leaf;
            if (entry != before) {
                parent.swap(before, entry, path, nameFrom, to);
            }
        }
        if (entry instanceof Directory directory) {
            describe(directory, leaf, node, running, digest);
        }
        if (!isBelowZookeeper(path, from, to)) {
            state.digest +=
                    Integer.toUnsignedLong(digest)
                            - (before == null ? 0 : Integer.toUnsignedLong(old.digest));
        }
        return entry;
    }

    private void created(NodeRecord node, byte[] path, int from, int to) {
        state.nodeCount++;
        state.byteCount += utf16Units(path, from, to) + Math.max(0, node.dataLength);
        if (node.ephemeralOwner != 0) {
            state.own(
                    Arrays.copyOfRange(path, from, to), node.ephemeralOwner, extendedTypes, epoch);
        }
        if (isQuotaLimit(path, from, to)) {
            state.quotas = Indexes.add(state.quotas, Arrays.copyOfRange(path, from, to), epoch);
        }
    }

    /** Accounts for {@code node} in the place of {@link #old}. */
    private void replaced(NodeRecord node, byte[] path, int from, int to) throws StorageException {
        state.byteCount += Math.max(0, node.dataLength) - Math.max(0, old.dataLength);
        if (node.aclId != old.aclId) {
            acls.take(node.aclId, state);
            acls.release(old.aclId, state);
        }
        if (node.ephemeralOwner != old.ephemeralOwner) {
            byte[] copy = Arrays.copyOfRange(path, from, to);
            state.disown(copy, old.ephemeralOwner, extendedTypes, epoch);
            state.own(copy, node.ephemeralOwner, extendedTypes, epoch);
        }
    }

    private static void describe(
            Directory directory, Object leaf, NodeRecord node, int running, int digest) {
        directory.leaf = leaf;
        directory.cversion = node.cversion;
        directory.pzxid = node.pzxid;
        directory.running = running;
        directory.digest = digest;
    }

    @SuppressWarnings("NullAway") // what is longer than nothing has data
    private Object leaf(byte[] path, int nameFrom, int to, NodeRecord node, int digest) {
        if (node.dataLength <= LargeLeaf.INLINE_MAX) {
            byte[] record = packer.pack(path, nameFrom, to, node, digest, false);
            written += record.length;
            return record;
        }
        boolean whole = node.dataOffset == 0 && node.dataLength == node.data.length;
        byte[] data =
                whole
                        ? node.data
                        : Arrays.copyOfRange(
                                node.data, node.dataOffset, node.dataOffset + node.dataLength);
        byte[] record = packer.pack(path, nameFrom, to, node, digest, true);
        written += record.length + data.length;
        return new LargeLeaf(record, data);
    }

    /**
     * Sets the counters of a directory that is owned and whose path is the first {@code length}
     * bytes of {@code path}.
     */
    @SuppressWarnings("NullAway") // only the batch asks, whose changes are noted
    void counters(Directory directory, byte[] path, int length, int cversion, long pzxid) {
        undo.counters(path, directory.cversion, directory.pzxid);
        Entries.unpack(directory.leaf, old);
        int digest = crc.complete(directory.running, old, cversion, pzxid);
        if (!isBelowZookeeper(path, 0, length)) {
            state.digest +=
                    Integer.toUnsignedLong(digest) - Integer.toUnsignedLong(directory.digest);
        }
        directory.cversion = cversion;
        directory.pzxid = pzxid;
        directory.digest = digest;
    }

    /** Takes the child {@code before} of {@code parent} away, without regard to its children. */
    @SuppressWarnings("NullAway") // as counters
    void remove(Directory parent, Object before, byte[] path, int nameFrom)
            throws StorageException {
        int to = path.length;
        undo.changed(path, before);
        if (before instanceof Directory) {
            chain.clear();
        }
        Entries.unpack(before, old);
        acls.release(old.aclId, state);
        parent.drop(before, path, nameFrom, to);
        state.nodeCount--;
        state.byteCount -= utf16Units(path, 0, to) + Math.max(0, old.dataLength);
        if (old.ephemeralOwner != 0) {
            state.disown(path, old.ephemeralOwner, extendedTypes, epoch);
        }
        if (isQuotaLimit(path, 0, to)) {
            state.quotas = Indexes.remove(state.quotas, path, epoch);
        }
        if (!isBelowZookeeper(path, 0, to)) {
            state.digest -= Integer.toUnsignedLong(old.digest);
        }
        written += to;
    }

    private static boolean isBelowZookeeper(byte[] path, int from, int to) {
        return to - from > ZOOKEEPER.length
                && Arrays.equals(
                        path, from, from + ZOOKEEPER.length, ZOOKEEPER, 0, ZOOKEEPER.length);
    }

    private static boolean isQuotaLimit(byte[] path, int from, int to) {
        return to - from >= QUOTA.length + LIMITS.length
                && Arrays.equals(path, from, from + QUOTA.length, QUOTA, 0, QUOTA.length)
                && Arrays.equals(path, to - LIMITS.length, to, LIMITS, 0, LIMITS.length);
    }

    private static int utf16Units(byte[] path, int from, int to) {
        int units = 0;
        for (int at = from; at < to; at++) {
            int octet = path[at];
            if ((octet & 0xc0) != 0x80) {
                units += (octet & 0xf8) == 0xf0 ? 2 : 1;
            }
        }
        return units;
    }
}
