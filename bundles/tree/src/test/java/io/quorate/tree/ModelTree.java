package io.quorate.tree;

import io.quorate.model.AclEntry;
import io.quorate.model.EphemeralOwner;
import io.quorate.model.SystemPaths;
import io.quorate.model.Znode;
import io.quorate.storage.AclCursor;
import io.quorate.storage.ChildCursor;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeDigest;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PathCursor;
import io.quorate.storage.Position;
import io.quorate.storage.SessionCursor;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeCounts;
import io.quorate.storage.TreeIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The plainest tree that keeps the contract of {@link TreeBatch}, and complains about callers who
 * do not. Everything is computed from a sorted map of paths.
 */
final class ModelTree implements TreeBatch {

    private final boolean extendedTypes;
    private final TreeMap<Znode, NodeRecord> nodes = new TreeMap<>();
    private final Map<Long, Integer> sessions = new TreeMap<>();
    private final Map<Integer, List<AclEntry>> acls = new HashMap<>();
    private Position position = new Position(0, 0);

    ModelTree(boolean extendedTypes) {
        this.extendedTypes = extendedTypes;
        for (Znode path :
                List.of(Znode.ROOT, SystemPaths.ZOOKEEPER, SystemPaths.QUOTA, SystemPaths.CONFIG)) {
            NodeRecord node = new NodeRecord();
            node.data(new byte[0]);
            if (path.equals(SystemPaths.CONFIG)) {
                node.aversion = -1;
                node.aclId = acl(AclEntry.READ_ONLY);
            }
            nodes.put(path, node);
        }
    }

    @Override
    public Position position() {
        return position;
    }

    @Override
    public boolean get(Znode path, NodeRecord into) {
        NodeRecord node = nodes.get(key(path));
        if (node == null) {
            return false;
        }
        into.set(node);
        into.childCount = names(path).size();
        into.digest = NodeDigest.of(key(path), node);
        return true;
    }

    @Override
    public void put(Znode path, NodeRecord node) {
        require(
                path.isRoot() || nodes.containsKey(key(path.parent())),
                "the parent of " + path + " is missing");
        require(
                node.aclId == NodeRecord.OPEN_ACL || acls.containsKey(node.aclId),
                "unknown ACL at " + path);
        NodeRecord copy = new NodeRecord();
        copy.set(node);
        nodes.put(key(path), copy);
    }

    @Override
    public void counters(Znode parent, int cversion, long pzxid) {
        NodeRecord node = nodes.get(key(parent));
        require(node != null, parent + " is missing");
        node.cversion = cversion;
        node.pzxid = pzxid;
    }

    @Override
    public void remove(Znode path) {
        require(nodes.containsKey(path), path + " is missing");
        require(names(path).isEmpty(), path + " has children");
        nodes.remove(path);
    }

    @Override
    public int acl(List<AclEntry> list) {
        if (list.equals(AclEntry.OPEN)) {
            return NodeRecord.OPEN_ACL;
        }
        for (Map.Entry<Integer, List<AclEntry>> known : acls.entrySet()) {
            if (known.getValue().equals(list)) {
                return known.getKey();
            }
        }
        acls.put(acls.size() + 1, List.copyOf(list));
        return acls.size();
    }

    @Override
    public List<AclEntry> acl(int aclId) {
        return aclId == NodeRecord.OPEN_ACL ? AclEntry.OPEN : acls.get(aclId);
    }

    @Override
    public void session(long sessionId, int timeoutMillis) {
        if (timeoutMillis < 0) {
            sessions.remove(sessionId);
        } else {
            sessions.put(sessionId, timeoutMillis);
        }
    }

    @Override
    public int sessionTimeoutMillis(long sessionId) {
        return sessions.getOrDefault(sessionId, -1);
    }

    @Override
    public long digest() {
        long sum = 0;
        for (Map.Entry<Znode, NodeRecord> node : nodes.entrySet()) {
            sum += NodeDigest.contribution(node.getKey(), node.getValue());
        }
        return sum;
    }

    @Override
    public void seal(long zxid) {
        position = new Position(zxid, digest());
    }

    @Override
    public void publish() {}

    @Override
    public ChildCursor children(Znode parent) {
        if (!nodes.containsKey(key(parent))) {
            return null;
        }
        List<byte[]> names = names(parent);
        Iterator<byte[]> rest = names.iterator();
        return new ChildCursor() {
            private byte[] name;

            @Override
            public boolean next() {
                name = rest.hasNext() ? rest.next() : null;
                return name != null;
            }

            @Override
            public byte[] name() {
                return name;
            }

            @Override
            public int count() {
                return names.size();
            }
        };
    }

    @Override
    public NodeCursor scan() {
        return scan(Znode.ROOT);
    }

    @Override
    public NodeCursor scan(Znode top) {
        List<Znode> paths = new ArrayList<>();
        if (nodes.containsKey(key(top))) {
            nodes.keySet().stream().filter(path -> path.isAtOrBelow(top)).forEach(paths::add);
        }
        Iterator<Znode> rest = paths.iterator();
        return new NodeCursor() {
            private final NodeRecord node = new NodeRecord();
            private Znode path;

            @Override
            public boolean next() {
                path = rest.hasNext() ? rest.next() : null;
                return path != null && get(path, node);
            }

            @Override
            public Znode path() {
                return path.isRoot() ? Znode.of("") : path;
            }

            @Override
            public NodeRecord node() {
                return node;
            }
        };
    }

    @Override
    public PathCursor index(TreeIndex kind, long key) {
        return switch (kind) {
            case EPHEMERAL ->
                    paths(
                            path ->
                                    kindOf(path) == EphemeralOwner.Kind.EPHEMERAL
                                            && nodes.get(path).ephemeralOwner == key);
            case CONTAINER -> paths(path -> kindOf(path) == EphemeralOwner.Kind.CONTAINER);
            case TTL -> paths(path -> kindOf(path) == EphemeralOwner.Kind.TTL);
            case QUOTA ->
                    paths(
                            path ->
                                    path.isAtOrBelow(SystemPaths.QUOTA)
                                            && new String(path.name())
                                                    .equals(SystemPaths.QUOTA_LIMITS));
        };
    }

    @Override
    public long[] ephemeralOwners() {
        return nodes.keySet().stream()
                .filter(path -> kindOf(path) == EphemeralOwner.Kind.EPHEMERAL)
                .mapToLong(path -> nodes.get(path).ephemeralOwner)
                .distinct()
                .toArray();
    }

    @Override
    public SessionCursor sessions() {
        Iterator<Map.Entry<Long, Integer>> rest = sessions.entrySet().iterator();
        return new SessionCursor() {
            private Map.Entry<Long, Integer> session;

            @Override
            public boolean next() {
                session = rest.hasNext() ? rest.next() : null;
                return session != null;
            }

            @Override
            public long sessionId() {
                return session.getKey();
            }

            @Override
            public int timeoutMillis() {
                return session.getValue();
            }
        };
    }

    @Override
    public AclCursor acls() {
        throw new UnsupportedOperationException();
    }

    @Override
    public TreeCounts counts() {
        long bytes = 0;
        long ephemerals = 0;
        for (Map.Entry<Znode, NodeRecord> node : nodes.entrySet()) {
            bytes += node.getKey().toString().length() + Math.max(node.getValue().dataLength, 0);
            ephemerals += kindOf(node.getKey()) == EphemeralOwner.Kind.EPHEMERAL ? 1 : 0;
        }
        return new TreeCounts(nodes.size(), bytes, ephemerals, sessions.size());
    }

    private EphemeralOwner.Kind kindOf(Znode path) {
        return EphemeralOwner.kind(nodes.get(path).ephemeralOwner, extendedTypes);
    }

    private PathCursor paths(Predicate<Znode> wanted) {
        Iterator<Znode> rest = nodes.keySet().stream().filter(wanted).toList().iterator();
        return new PathCursor() {
            private Znode path;

            @Override
            public boolean next() {
                path = rest.hasNext() ? rest.next() : null;
                return path != null;
            }

            @Override
            public Znode path() {
                return path;
            }
        };
    }

    private List<byte[]> names(Znode parent) {
        List<byte[]> names = new ArrayList<>();
        byte[] begin =
                parent.isRoot()
                        ? new byte[] {'/'}
                        : Arrays.copyOf(parent.utf8(), parent.length() + 1);
        begin[begin.length - 1] = '/';
        for (Znode path : nodes.tailMap(Znode.ofUtf8(begin), false).keySet()) {
            if (!path.startsWith(begin)) {
                break;
            }
            if (path.lastSlash() == begin.length - 1) {
                names.add(path.name());
            }
        }
        return names;
    }

    private static Znode key(Znode path) {
        return path.isRoot() ? Znode.ROOT : path;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
