package io.quorate.storage.kit.heap;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.SystemPaths;
import io.quorate.model.Znode;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.Position;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import io.quorate.storage.kit.snapshot.QuotaCount;
import io.quorate.storage.kit.snapshot.SnapshotSink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds a heap tree from a stream of nodes, parent before child. Depth-first order is fast: the
 * directories of the last path are kept at hand. One thread. Source: spec disk-format section 6.2.
 */
public final class HeapLoader implements SnapshotSink {

    private static final List<AclEntry> NOBODY = List.of(new AclEntry(0, Identity.ANYONE));

    private final HeapWriter writer;
    private final boolean extendedTypes;
    private long unknownAcls;

    /**
     * Directories from the root to the one of the last node, and the length of their paths in
     * {@link #current}.
     */
    private Directory[] open = new Directory[16];

    private int[] lengths = new int[16];
    private int depth = -1;

    /** The last path; and what stands for its node unless it is an open directory. */
    private byte[] current = new byte[256];

    private int currentLength;
    private @Nullable Object last;

    /** Ids under which the source keeps the open ACL; here it is {@link NodeRecord#OPEN_ACL}. */
    private final Set<Integer> openAcls = new HashSet<>();

    /** A loader of an empty state. */
    public HeapLoader(boolean extendedTypes) {
        this.extendedTypes = extendedTypes;
        writer = new HeapWriter(new HeapState(), new AclTable(), extendedTypes, null);
    }

    boolean extendedTypes() {
        return extendedTypes;
    }

    HeapState state() {
        return writer.state;
    }

    AclTable acls() {
        return writer.acls;
    }

    long epoch() {
        return writer.epoch;
    }

    @Override
    public void session(long sessionId, int timeoutMillis) {
        HeapState state = writer.state;
        if (Indexes.find(state.sessions, sessionId) == null) {
            state.sessionCount++;
        }
        state.sessions =
                Indexes.put(
                        state.sessions,
                        new Indexes.Session(sessionId, timeoutMillis),
                        writer.epoch);
    }

    @Override
    public void acl(int aclId, List<AclEntry> entries) {
        if (entries.equals(AclEntry.OPEN)) {
            openAcls.add(aclId);
        } else {
            writer.acls.enter(aclId, entries, writer.state, writer.epoch);
        }
    }

    @Override
    public void node(byte[] path, int from, int to, NodeRecord node) throws StorageException {
        int aclId = node.aclId;
        if (aclId != NodeRecord.OPEN_ACL) {
            node.aclId = known(aclId);
        }
        add(path, from, to, node);
        node.aclId = aclId;
    }

    /**
     * A fuzzy snapshot lists its ACLs before its nodes and may name one that came later; the replay
     * of the journal sets it again. Until then nobody may do anything with the node.
     */
    private int known(int aclId) {
        if (openAcls.contains(aclId)) {
            return NodeRecord.OPEN_ACL;
        }
        if (Indexes.find(writer.state.acls, aclId) != null) {
            return aclId;
        }
        unknownAcls++;
        return writer.acls.intern(NOBODY, writer.state, writer.epoch);
    }

    /** Nodes whose ACL the source did not list. */
    public long unknownAcls() {
        return unknownAcls;
    }

    private void add(byte[] path, int from, int to, NodeRecord node) throws StorageException {
        if (to == from) {
            writer.root(node);
            depth = 0;
            open[0] = writer.state.root;
            lengths[0] = 0;
            remember(path, from, to, null);
            return;
        }
        int slash = to - 1;
        while (slash >= from && path[slash] != '/') {
            slash--;
        }
        Directory parent =
                writer.state.root == null || slash < from ? null : parent(path, from, slash);
        if (parent == null) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "node without parent: "
                            + new String(path, from, to - from, StandardCharsets.UTF_8));
        }
        Object entry = writer.place(parent, path, from, slash + 1, to, node);
        remember(path, from, to, entry instanceof Directory ? null : entry);
    }

    private @Nullable Directory parent(byte[] path, int from, int slash) {
        int length = slash - from;
        boolean below =
                length == currentLength && Arrays.equals(path, from, slash, current, 0, length);
        if (below && last != null) {
            Directory grown =
                    writer.owned(open[depth], last, path, from, from + lengths[depth] + 1, slash);
            push(grown, length);
            return grown;
        }
        while (depth > 0
                && !(lengths[depth] == length
                        && Arrays.equals(path, from, slash, current, 0, length))) {
            depth--;
        }
        if (lengths[depth] == length) {
            return open[depth];
        }
        return reopen(path, from, slash);
    }

    /** The directory of a path that is not on the way to the last one: walks from the root. */
    private @Nullable Directory reopen(byte[] path, int from, int slash) {
        depth = 0;
        for (int start = from + 1; start < slash; ) {
            int end = start;
            while (end < slash && path[end] != '/') {
                end++;
            }
            Object child = open[depth].child(path, start, end);
            if (child == null) {
                return null;
            }
            push(writer.owned(open[depth], child, path, from, start, end), end - from);
            start = end + 1;
        }
        return open[depth];
    }

    private void push(Directory directory, int length) {
        if (++depth == open.length) {
            open = Arrays.copyOf(open, depth * 2);
            lengths = Arrays.copyOf(lengths, depth * 2);
        }
        open[depth] = directory;
        lengths[depth] = length;
    }

    private void remember(byte[] path, int from, int to, @Nullable Object entry) {
        currentLength = to - from;
        if (currentLength > current.length) {
            current = new byte[currentLength * 2];
        }
        System.arraycopy(path, from, current, 0, currentLength);
        last = entry;
    }

    /**
     * Adds reserved nodes that are missing, counts quotas anew, drops unused ACLs and sets the
     * position.
     */
    public HeapLoader finish(long zxid) throws StorageException {
        NodeRecord node = new NodeRecord();
        node.data(new byte[0]);
        if (writer.state.root == null) {
            node(new byte[0], 0, 0, node);
        }
        ensure(SystemPaths.ZOOKEEPER, node);
        ensure(SystemPaths.QUOTA, node);
        NodeRecord config = new NodeRecord();
        config.data(new byte[0]);
        config.aclId = writer.acls.intern(AclEntry.READ_ONLY, writer.state, writer.epoch);
        config.aversion = -1;
        ensure(SystemPaths.CONFIG, config);
        new QuotaCount(version()).into(this);
        writer.acls.sweep(writer.state, writer.epoch);
        writer.state.position = new Position(zxid, writer.state.digest);
        return this;
    }

    private void ensure(Znode path, NodeRecord node) throws StorageException {
        if (Entries.find(writer.state.root, path.utf8()) == null) {
            node(path.utf8(), 0, path.length(), node);
        }
    }

    /** What has been loaded, as it is now. */
    public TreeReader version() {
        HeapVersion version = new HeapVersion(writer.state.copy());
        writer.epoch++;
        writer.state.root = writer.state.root.owned(writer.epoch);
        open[0] = writer.state.root;
        remember(new byte[0], 0, 0, null);
        depth = 0;
        return version;
    }
}
