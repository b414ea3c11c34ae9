package org.example.quorate.filemap;

import io.quorate.model.AclEntry;
import io.quorate.model.EphemeralOwner;
import io.quorate.model.SystemPaths;
import io.quorate.model.Znode;
import io.quorate.storage.NodeDigest;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.Position;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeCounts;
import java.nio.file.Path;
import java.util.List;

/**
 * All replicated state of one version; never changed.
 *
 * @param nodes by path; the root is the empty text
 * @param sessions time-outs by number
 * @param acls by id
 */
record TreeState(
        SortedVersions<Entry> nodes,
        SortedVersions<Integer> sessions,
        SortedVersions<Acl> acls,
        TreeCounts counts,
        long digest,
        Position position) {

    /** An ACL and how many nodes have it. */
    record Acl(int id, List<AclEntry> entries, int uses) {}

    static final TreeState NOTHING =
            new TreeState(null, null, null, new TreeCounts(0, 0, 0, 0), 0, new Position(0, 0));

    static String key(Znode path) {
        return path.length() <= 1 ? "" : path.toString();
    }

    static String key(long number) {
        return String.format("%016x", number);
    }

    private static Znode path(String key) {
        return Znode.of(key);
    }

    private static String parent(String key) {
        return key.substring(0, key.lastIndexOf('/'));
    }

    Entry find(Znode path) {
        return path.length() > 0 && path.utf8()[0] != '/'
                ? null
                : SortedVersions.get(nodes, key(path));
    }

    private static StorageException missing(String what) {
        return new StorageException(StorageException.Kind.CORRUPT, "there is no " + what);
    }

    TreeState put(Znode path, NodeRecord node, boolean extendedTypes) throws StorageException {
        String key = key(path);
        Entry before = SortedVersions.get(nodes, key);
        SortedVersions<Entry> changed = nodes;
        if (before == null && !key.isEmpty()) {
            Entry parent = key.startsWith("/") ? SortedVersions.get(nodes, parent(key)) : null;
            if (parent == null) {
                throw missing("parent of " + path);
            }
            changed = SortedVersions.put(changed, parent(key), grown(parent, 1));
        }
        int children = before == null ? 0 : before.children;
        Entry after = Entry.of(node, children, NodeDigest.of(path, node));
        SortedVersions<Acl> uses = use(acls, node.aclId, 1);
        if (before != null) {
            uses = use(uses, before.stat.aclId, -1);
        }
        return new TreeState(
                SortedVersions.put(changed, key, after),
                sessions,
                uses,
                counted(key, before, after, extendedTypes),
                digest + share(path, after) - (before == null ? 0 : share(path, before)),
                position);
    }

    private static Entry grown(Entry parent, int more) {
        return parent.counted(
                parent.children + more,
                parent.stat.cversion,
                parent.stat.pzxid,
                parent.stat.digest);
    }

    private static long share(Znode path, Entry entry) {
        return path.isAtOrBelow(SystemPaths.ZOOKEEPER) && !path.equals(SystemPaths.ZOOKEEPER)
                ? 0
                : Integer.toUnsignedLong(entry.stat.digest);
    }

    private TreeCounts counted(String key, Entry before, Entry after, boolean extendedTypes) {
        long bytes = counts.bytes();
        long ephemerals = counts.ephemerals();
        long all = counts.nodes();
        if (before != null) {
            all--;
            bytes -= Math.max(1, key.length()) + Math.max(0, before.stat.dataLength);
            ephemerals -= isEphemeral(before, extendedTypes) ? 1 : 0;
        }
        if (after != null) {
            all++;
            bytes += Math.max(1, key.length()) + Math.max(0, after.stat.dataLength);
            ephemerals += isEphemeral(after, extendedTypes) ? 1 : 0;
        }
        return new TreeCounts(all, bytes, ephemerals, counts.sessions());
    }

    private static boolean isEphemeral(Entry entry, boolean extendedTypes) {
        return entry.stat.ephemeralOwner != 0
                && EphemeralOwner.kind(entry.stat.ephemeralOwner, extendedTypes)
                        == EphemeralOwner.Kind.EPHEMERAL;
    }

    private static SortedVersions<Acl> use(SortedVersions<Acl> acls, int id, int more)
            throws StorageException {
        if (id == NodeRecord.OPEN_ACL) {
            return acls;
        }
        Acl known = SortedVersions.get(acls, key(id));
        if (known == null) {
            throw missing("ACL " + id);
        }
        return SortedVersions.put(acls, key(id), new Acl(id, known.entries(), known.uses() + more));
    }

    TreeState counters(Znode path, int cversion, long pzxid) throws StorageException {
        String key = key(path);
        Entry before = SortedVersions.get(nodes, key);
        if (before == null) {
            throw missing("node at " + path);
        }
        NodeRecord stat = new NodeRecord();
        stat.set(before.stat);
        stat.cversion = cversion;
        stat.pzxid = pzxid;
        // A CRC is linear: the data need not be read.
        int crc = before.stat.digest ^ NodeDigest.ofStat(before.stat) ^ NodeDigest.ofStat(stat);
        Entry after = before.counted(before.children, cversion, pzxid, crc);
        return new TreeState(
                SortedVersions.put(nodes, key, after),
                sessions,
                acls,
                counts,
                digest + share(path, after) - share(path, before),
                position);
    }

    /** Without the node and whatever is below it. */
    TreeState remove(Znode path, boolean extendedTypes) throws StorageException {
        String key = key(path);
        if (key.isEmpty() || SortedVersions.get(nodes, key) == null) {
            throw missing("node at " + path);
        }
        TreeState left = this;
        for (SortedVersions<Entry> below = SortedVersions.next(left.nodes, key + "/", false);
                below != null && below.key().startsWith(key + "/");
                below = SortedVersions.next(left.nodes, key + "/", false)) {
            left = left.without(below.key(), extendedTypes);
        }
        left = left.without(key, extendedTypes);
        Entry parent = SortedVersions.get(left.nodes, parent(key));
        return left.with(SortedVersions.put(left.nodes, parent(key), grown(parent, -1)));
    }

    private TreeState without(String key, boolean extendedTypes) throws StorageException {
        Entry before = SortedVersions.get(nodes, key);
        return new TreeState(
                SortedVersions.remove(nodes, key),
                sessions,
                use(acls, before.stat.aclId, -1),
                counted(key, before, null, extendedTypes),
                digest - share(path(key), before),
                position);
    }

    private TreeState with(SortedVersions<Entry> otherNodes) {
        return new TreeState(otherNodes, sessions, acls, counts, digest, position);
    }

    /** The same state, the data of one node at a place of a file. */
    TreeState placed(String key, Path file, long offset) {
        return with(
                SortedVersions.put(nodes, key, SortedVersions.get(nodes, key).at(file, offset)));
    }

    /** The same state, the data of nodes that have not changed since at places of a file. */
    TreeState moved(SortedVersions<Entry> written, SortedVersions<Entry> places) {
        SortedVersions<Entry> changed = nodes;
        for (SortedVersions<Entry> each = SortedVersions.next(places, "", false);
                each != null;
                each = SortedVersions.next(places, each.key(), true)) {
            Entry now = SortedVersions.get(nodes, each.key());
            if (now != null && now.hasDataOf(SortedVersions.get(written, each.key()))) {
                changed =
                        SortedVersions.put(
                                changed,
                                each.key(),
                                now.at(each.value().file, each.value().offset));
            }
        }
        return with(changed);
    }

    TreeState session(long id, int timeoutMillis) {
        boolean known = SortedVersions.get(sessions, key(id)) != null;
        long count = counts.sessions() + (timeoutMillis >= 0 ? 1 : 0) - (known ? 1 : 0);
        return new TreeState(
                nodes,
                timeoutMillis >= 0
                        ? SortedVersions.put(sessions, key(id), timeoutMillis)
                        : known ? SortedVersions.remove(sessions, key(id)) : sessions,
                acls,
                new TreeCounts(counts.nodes(), counts.bytes(), counts.ephemerals(), count),
                digest,
                position);
    }

    TreeState acl(int id, List<AclEntry> entries) {
        if (SortedVersions.get(acls, key(id)) != null) {
            return this;
        }
        return new TreeState(
                nodes,
                sessions,
                SortedVersions.put(acls, key(id), new Acl(id, List.copyOf(entries), 0)),
                counts,
                digest,
                position);
    }

    /** Without ACLs that no node has. */
    TreeState swept() {
        SortedVersions<Acl> used = acls;
        for (SortedVersions<Acl> each = SortedVersions.next(acls, "", false);
                each != null;
                each = SortedVersions.next(acls, each.key(), true)) {
            if (each.value().uses() == 0) {
                used = SortedVersions.remove(used, each.key());
            }
        }
        return used == acls ? this : new TreeState(nodes, sessions, used, counts, digest, position);
    }

    TreeState sealed(long zxid) {
        return new TreeState(nodes, sessions, acls, counts, digest, new Position(zxid, digest));
    }

    /** With the nodes every tree has. */
    TreeState completed(boolean extendedTypes) throws StorageException {
        TreeState state = this;
        NodeRecord node = new NodeRecord();
        node.data(new byte[0]);
        for (Znode path : List.of(Znode.of(""), SystemPaths.ZOOKEEPER, SystemPaths.QUOTA)) {
            if (state.find(path) == null) {
                state = state.put(path, node, extendedTypes);
            }
        }
        if (state.find(SystemPaths.CONFIG) == null) {
            int id = state.idOf(AclEntry.READ_ONLY);
            state = state.acl(id, AclEntry.READ_ONLY);
            node.aclId = id;
            node.aversion = -1;
            state = state.put(SystemPaths.CONFIG, node, extendedTypes);
        }
        return state;
    }

    /** The id of an ACL; a new one if it has none. */
    int idOf(List<AclEntry> entries) {
        int free = 1;
        for (SortedVersions<Acl> each = SortedVersions.next(acls, "", false);
                each != null;
                each = SortedVersions.next(acls, each.key(), true)) {
            if (each.value().entries().equals(entries)) {
                return each.value().id();
            }
            free = Math.max(free, each.value().id() + 1);
        }
        return free;
    }
}
