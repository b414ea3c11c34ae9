package io.quorate.storage.lmdb;

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
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Reads a state of the tree. */
abstract class LmdbReader implements TreeReader {

    /** The state to read point by point. */
    abstract Content content() throws StorageException;

    /** The same state, for cursors: it does not change. */
    abstract Content still() throws StorageException;

    /** The state for what cannot fail. */
    abstract Content held();

    /** A reader of a state that does not change. */
    static LmdbReader of(Content content) {
        return new LmdbReader() {
            @Override
            Content content() {
                return content;
            }

            @Override
            Content still() {
                return content;
            }

            @Override
            Content held() {
                return content;
            }
        };
    }

    @Override
    public Position position() {
        return held().position;
    }

    @Override
    public TreeCounts counts() {
        return held().counts();
    }

    @Override
    public boolean get(Znode path, NodeRecord into) throws StorageException {
        NodeEntry found = content().find(path.utf8(), path.length());
        if (found == null) {
            return false;
        }
        found.unpack(into);
        return true;
    }

    @Override
    public @Nullable ChildCursor children(Znode parent) throws StorageException {
        Content content = still();
        NodeEntry found = content.find(parent.utf8(), parent.length());
        return found == null ? null : new Names(content, found);
    }

    @Override
    public NodeCursor scan() throws StorageException {
        return new NodeWalk(still(), Znode.ROOT);
    }

    @Override
    public NodeCursor scan(Znode top) throws StorageException {
        return new NodeWalk(still(), top);
    }

    @Override
    public PathCursor index(TreeIndex kind, long key) throws StorageException {
        return new Paths(new Walk(still(), Keys.index(kind, key)));
    }

    @Override
    public long[] ephemeralOwners() throws StorageException {
        Content content = still();
        LongStream.Builder owners = LongStream.builder();
        byte[] all = {Keys.OWNED};
        Walk walk = new Walk(content, all);
        while (walk.next()) {
            long owner = Keys.numberOf(walk.key());
            owners.add(owner);
            // The next owner, however many nodes this one has.
            walk = new Walk(content, all, Keys.owned(owner, -1));
        }
        return owners.build().toArray();
    }

    @Override
    public int sessionTimeoutMillis(long sessionId) throws StorageException {
        return timeoutMillis(content(), sessionId);
    }

    static int timeoutMillis(Content content, long sessionId) throws StorageException {
        byte[] value = content.get(Keys.number(Keys.SESSION, sessionId));
        return value == null ? -1 : ByteBuffer.wrap(value).getInt();
    }

    @Override
    public SessionCursor sessions() throws StorageException {
        return new Sessions(new Walk(still(), new byte[] {Keys.SESSION}));
    }

    @Override
    public @Nullable List<AclEntry> acl(int aclId) throws StorageException {
        if (aclId == NodeRecord.OPEN_ACL) {
            return AclEntry.OPEN;
        }
        byte[] value = content().get(Keys.number(Keys.ACL, aclId));
        return value == null ? null : StoredAcl.of(value).entries();
    }

    @Override
    public AclCursor acls() throws StorageException {
        return new Acls(new Walk(still(), new byte[] {Keys.ACL}));
    }

    private static final class Names implements ChildCursor {
        private final Walk walk;
        private final int count;
        private int seen;

        Names(Content content, NodeEntry parent) {
            walk = new Walk(content, Keys.number(Keys.NODE, parent.id()));
            count = parent.children();
        }

        /** A damaged page must not hide any. */
        @Override
        public boolean next() throws StorageException {
            if (walk.next()) {
                seen++;
                return true;
            }
            if (seen != count) {
                throw new StorageException(
                        StorageException.Kind.CORRUPT,
                        "the tree has " + seen + " children of a node that counts " + count);
            }
            return false;
        }

        @Override
        public byte[] name() {
            return NodeEntry.of(walk.key(), walk.value()).name();
        }

        @Override
        public int count() {
            return count;
        }
    }

    private record Paths(Walk walk) implements PathCursor {

        @Override
        public boolean next() throws StorageException {
            return walk.next();
        }

        @Override
        public Znode path() {
            return Znode.ofUtf8(walk.value());
        }
    }

    private record Sessions(Walk walk) implements SessionCursor {

        @Override
        public boolean next() throws StorageException {
            return walk.next();
        }

        @Override
        public long sessionId() {
            return Keys.numberOf(walk.key());
        }

        @Override
        public int timeoutMillis() {
            return ByteBuffer.wrap(walk.value()).getInt();
        }
    }

    private static final class Acls implements AclCursor {
        private final Walk walk;
        private List<AclEntry> entries = List.of();

        Acls(Walk walk) {
            this.walk = walk;
        }

        @Override
        public boolean next() throws StorageException {
            boolean found = walk.next();
            entries = found ? StoredAcl.of(walk.value()).entries() : List.of();
            return found;
        }

        @Override
        public int aclId() {
            return (int) Keys.numberOf(walk.key());
        }

        @Override
        public List<AclEntry> entries() {
            return entries;
        }
    }
}
