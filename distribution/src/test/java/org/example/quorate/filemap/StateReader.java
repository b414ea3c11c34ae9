package org.example.quorate.filemap;

import io.quorate.model.AclEntry;
import io.quorate.model.EphemeralOwner;
import io.quorate.model.SystemPaths;
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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;

/** Reads a state; its data may be in a file. */
abstract class StateReader implements TreeReader {

    private final FileData files;

    StateReader(FileData files) {
        this.files = files;
    }

    /** The state, as long as it may be read. */
    abstract TreeState state() throws StorageException;

    /** The same for what never fails. */
    abstract TreeState held();

    @Override
    public Position position() {
        return held().position();
    }

    @Override
    public TreeCounts counts() {
        return held().counts();
    }

    @Override
    public boolean get(Znode path, NodeRecord into) throws StorageException {
        Entry entry = state().find(path);
        if (entry == null) {
            return false;
        }
        fill(entry, into);
        return true;
    }

    private void fill(Entry entry, NodeRecord into) throws StorageException {
        into.set(entry.stat);
        into.data(entry.stat.dataLength < 0 ? null : files.read(entry));
    }

    /** Goes over the entries whose keys begin so; ends, as everything of a view, with it. */
    private final class Range {
        private final TreeState state;
        private final String prefix;
        private SortedVersions<Entry> at;
        private boolean begun;

        Range(String prefix) throws StorageException {
            this.state = state();
            this.prefix = prefix;
        }

        boolean next() throws StorageException {
            state();
            at = begun ? at == null ? null : seek(at.key(), true) : seek(prefix, false);
            begun = true;
            return isIn();
        }

        /** The first one at or behind {@code key}. */
        boolean skipTo(String key) {
            at = seek(key, false);
            return isIn();
        }

        private SortedVersions<Entry> seek(String key, boolean strictly) {
            return SortedVersions.next(state.nodes(), key, strictly);
        }

        private boolean isIn() {
            if (at != null && !at.key().startsWith(prefix)) {
                at = null;
            }
            return at != null;
        }

        String key() {
            return at.key();
        }

        Entry entry() {
            return at.value();
        }
    }

    @Override
    public ChildCursor children(Znode parent) throws StorageException {
        Entry entry = state().find(parent);
        if (entry == null) {
            return null;
        }
        String prefix = TreeState.key(parent) + "/";
        Range range = new Range(prefix);
        return new ChildCursor() {
            private String name;

            @Override
            public boolean next() throws StorageException {
                boolean more = range.next();
                while (more) {
                    String rest = range.key().substring(prefix.length());
                    int slash = rest.indexOf('/');
                    if (slash < 0) {
                        name = rest;
                        return true;
                    }
                    more = range.skipTo(prefix + rest.substring(0, slash) + '0');
                }
                return false;
            }

            @Override
            public byte[] name() {
                return name.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public int count() {
                return entry.children;
            }
        };
    }

    @Override
    public NodeCursor scan() throws StorageException {
        return scan(Znode.of(""));
    }

    @Override
    public NodeCursor scan(Znode top) throws StorageException {
        String key = TreeState.key(top);
        Entry first = state().find(top);
        Range below = new Range(key + "/");
        NodeRecord node = new NodeRecord();
        return new NodeCursor() {
            private boolean begun;
            private Znode path;

            @Override
            public boolean next() throws StorageException {
                if (!begun) {
                    begun = true;
                    state();
                    if (first == null) {
                        return false;
                    }
                    path = Znode.of(key);
                    fill(first, node);
                    return true;
                }
                if (first == null || !below.next()) {
                    return false;
                }
                path = Znode.of(below.key());
                fill(below.entry(), node);
                return true;
            }

            @Override
            public Znode path() {
                return path;
            }

            @Override
            public NodeRecord node() {
                return node;
            }
        };
    }

    @Override
    public PathCursor index(TreeIndex kind, long owner) throws StorageException {
        Range all = new Range("/");
        return new PathCursor() {
            @Override
            public boolean next() throws StorageException {
                while (all.next()) {
                    if (isIn(kind, owner, all.key(), all.entry().stat.ephemeralOwner)) {
                        return true;
                    }
                }
                return false;
            }

            @Override
            public Znode path() {
                return Znode.of(all.key());
            }
        };
    }

    private boolean isIn(TreeIndex kind, long owner, String key, long owned) {
        return switch (kind) {
            case EPHEMERAL -> owned == owner && isOwned(owned, EphemeralOwner.Kind.EPHEMERAL);
            case CONTAINER -> isOwned(owned, EphemeralOwner.Kind.CONTAINER);
            case TTL -> isOwned(owned, EphemeralOwner.Kind.TTL);
            case QUOTA ->
                    key.startsWith(SystemPaths.QUOTA + "/")
                            && key.endsWith("/" + SystemPaths.QUOTA_LIMITS);
        };
    }

    private boolean isOwned(long owner, EphemeralOwner.Kind kind) {
        return owner != 0 && EphemeralOwner.kind(owner, files.extendedTypes()) == kind;
    }

    @Override
    public long[] ephemeralOwners() throws StorageException {
        TreeSet<Long> owners = new TreeSet<>();
        for (Range all = new Range("/"); all.next(); ) {
            long owner = all.entry().stat.ephemeralOwner;
            if (isOwned(owner, EphemeralOwner.Kind.EPHEMERAL)) {
                owners.add(owner);
            }
        }
        return owners.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public int sessionTimeoutMillis(long sessionId) throws StorageException {
        Integer timeout = SortedVersions.get(state().sessions(), TreeState.key(sessionId));
        return timeout == null ? -1 : timeout;
    }

    @Override
    public SessionCursor sessions() throws StorageException {
        SortedVersions<Integer> all = state().sessions();
        return new SessionCursor() {
            private String before = "";
            private SortedVersions<Integer> at;

            @Override
            public boolean next() throws StorageException {
                state();
                at = SortedVersions.next(all, before, true);
                before = at == null ? before : at.key();
                return at != null;
            }

            @Override
            public long sessionId() {
                return Long.parseUnsignedLong(at.key(), 16);
            }

            @Override
            public int timeoutMillis() {
                return at.value();
            }
        };
    }

    @Override
    public List<AclEntry> acl(int aclId) throws StorageException {
        if (aclId == NodeRecord.OPEN_ACL) {
            return AclEntry.OPEN;
        }
        TreeState.Acl known = SortedVersions.get(state().acls(), TreeState.key(aclId));
        return known == null ? null : known.entries();
    }

    @Override
    public AclCursor acls() throws StorageException {
        SortedVersions<TreeState.Acl> all = state().acls();
        return new AclCursor() {
            private String before = "";
            private SortedVersions<TreeState.Acl> at;

            @Override
            public boolean next() throws StorageException {
                state();
                at = SortedVersions.next(all, before, true);
                before = at == null ? before : at.key();
                return at != null;
            }

            @Override
            public int aclId() {
                return at.value().id();
            }

            @Override
            public List<AclEntry> entries() {
                return at.value().entries();
            }
        };
    }
}
