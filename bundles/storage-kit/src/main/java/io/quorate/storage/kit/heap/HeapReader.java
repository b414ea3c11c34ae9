package io.quorate.storage.kit.heap;

import io.quorate.model.AclEntry;
import io.quorate.model.Znode;
import io.quorate.storage.AclCursor;
import io.quorate.storage.ChildCursor;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PathCursor;
import io.quorate.storage.Position;
import io.quorate.storage.SessionCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeCounts;
import io.quorate.storage.TreeIndex;
import io.quorate.storage.TreeReader;
import io.quorate.storage.kit.node.PackedNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Reads a state of the heap tree. */
abstract class HeapReader implements TreeReader {

    /** The state to read point by point. */
    abstract HeapState state() throws StorageException;

    /** The same state, frozen, for cursors. */
    abstract HeapState frozen() throws StorageException;

    @Override
    public Position position() {
        return unchecked().position;
    }

    @Override
    public TreeCounts counts() {
        HeapState state = unchecked();
        return new TreeCounts(
                state.nodeCount, state.byteCount, state.ephemeralCount, state.sessionCount);
    }

    /** State for the methods that cannot fail. */
    abstract HeapState unchecked();

    @Override
    public boolean get(Znode path, NodeRecord into) throws StorageException {
        Object entry = Entries.find(state().root, path.utf8());
        if (entry == null) {
            return false;
        }
        Entries.unpack(entry, into);
        return true;
    }

    @Override
    public @Nullable ChildCursor children(Znode parent) throws StorageException {
        Object entry = Entries.find(frozen().root, parent.utf8());
        if (entry == null) {
            return null;
        }
        return entry instanceof Directory directory
                ? new Names(directory.walk(), directory.count)
                : new Names(new TrieWalk(null), 0);
    }

    @Override
    public NodeCursor scan() throws StorageException {
        return new TreeWalk(frozen().root, Znode.ROOT.utf8());
    }

    @Override
    public NodeCursor scan(Znode top) throws StorageException {
        return new TreeWalk(Entries.find(frozen().root, top.utf8()), top.utf8());
    }

    @Override
    public PathCursor index(TreeIndex kind, long key) throws StorageException {
        return new Paths(new TrieWalk(frozen().paths(kind, key)));
    }

    @Override
    public long[] ephemeralOwners() throws StorageException {
        LongStream.Builder owners = LongStream.builder();
        TrieWalk walk = new TrieWalk(frozen().owners);
        for (Object each = walk.next(); each != null; each = walk.next()) {
            owners.add(((Indexes.Owned) each).number());
        }
        return owners.build().toArray();
    }

    @Override
    public int sessionTimeoutMillis(long sessionId) throws StorageException {
        return timeoutMillis(state(), sessionId);
    }

    static int timeoutMillis(HeapState state, long sessionId) {
        return Indexes.find(state.sessions, sessionId) instanceof Indexes.Session session
                ? session.timeoutMillis()
                : -1;
    }

    @Override
    public SessionCursor sessions() throws StorageException {
        return new Sessions(new TrieWalk(frozen().sessions));
    }

    @Override
    public @Nullable List<AclEntry> acl(int aclId) throws StorageException {
        if (aclId == NodeRecord.OPEN_ACL) {
            return AclEntry.OPEN;
        }
        return Indexes.find(state().acls, aclId) instanceof Indexes.Acl acl ? acl.list : null;
    }

    @Override
    public AclCursor acls() throws StorageException {
        return new Acls(new TrieWalk(frozen().acls));
    }

    @SuppressWarnings("NullAway") // next has found one
    private static final class Names implements ChildCursor {
        private final TrieWalk walk;
        private final int count;
        private Object entry;

        Names(TrieWalk walk, int count) {
            this.walk = walk;
            this.count = count;
        }

        @Override
        public boolean next() {
            entry = walk.next();
            return entry != null;
        }

        @Override
        public byte[] name() {
            byte[] record = Entries.record(entry);
            return Arrays.copyOfRange(
                    record, PackedNode.nameStart(record), PackedNode.nameEnd(record));
        }

        @Override
        public int count() {
            return count;
        }
    }

    @SuppressWarnings("NullAway") // next has found one
    private static final class Paths implements PathCursor {
        private final TrieWalk walk;
        private byte[] path;

        Paths(TrieWalk walk) {
            this.walk = walk;
        }

        @Override
        public boolean next() {
            path = (byte[]) walk.next();
            return path != null;
        }

        @Override
        public Znode path() {
            return Znode.ofUtf8(path);
        }
    }

    @SuppressWarnings("NullAway") // next has found one
    private static final class Sessions implements SessionCursor {
        private final TrieWalk walk;
        private Indexes.Session session;

        Sessions(TrieWalk walk) {
            this.walk = walk;
        }

        @Override
        public boolean next() {
            session = (Indexes.Session) walk.next();
            return session != null;
        }

        @Override
        public long sessionId() {
            return session.number();
        }

        @Override
        public int timeoutMillis() {
            return session.timeoutMillis();
        }
    }

    @SuppressWarnings("NullAway") // next has found one
    private static final class Acls implements AclCursor {
        private final TrieWalk walk;
        private Indexes.Acl acl;

        Acls(TrieWalk walk) {
            this.walk = walk;
        }

        @Override
        public boolean next() {
            acl = (Indexes.Acl) walk.next();
            return acl != null;
        }

        @Override
        public int aclId() {
            return acl.id;
        }

        @Override
        public List<AclEntry> entries() {
            return acl.list;
        }
    }
}
