package io.quorate.testkit;

import io.quorate.model.AclEntry;
import io.quorate.model.EphemeralOwner;
import io.quorate.model.Znode;
import io.quorate.storage.NodeDigest;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.TreeCounts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tree as two maps: the model that property tests compare a store with. Copied as a whole where
 * the store keeps versions.
 */
final class NaiveTree {

    /** One node; immutable. */
    record Node(
            long czxid,
            long mzxid,
            long pzxid,
            long ctimeMillis,
            long mtimeMillis,
            int version,
            int cversion,
            int aversion,
            long owner,
            List<AclEntry> acl,
            String data) {

        Node with(long zxid, int version, String data, List<AclEntry> acl) {
            return new Node(
                    czxid,
                    zxid,
                    pzxid,
                    ctimeMillis,
                    zxid * 1000,
                    version,
                    cversion,
                    aversion + 1,
                    owner,
                    acl,
                    data);
        }

        Node counted(int cversion, long pzxid) {
            return new Node(
                    czxid,
                    mzxid,
                    pzxid,
                    ctimeMillis,
                    mtimeMillis,
                    version,
                    cversion,
                    aversion,
                    owner,
                    acl,
                    data);
        }

        NodeRecord record() {
            NodeRecord record = new NodeRecord();
            record.czxid = czxid;
            record.mzxid = mzxid;
            record.pzxid = pzxid;
            record.ctimeMillis = ctimeMillis;
            record.mtimeMillis = mtimeMillis;
            record.version = version;
            record.cversion = cversion;
            record.aversion = aversion;
            record.ephemeralOwner = owner;
            record.data(data == null ? null : data.getBytes(StandardCharsets.UTF_8));
            return record;
        }
    }

    final TreeMap<String, Node> nodes = new TreeMap<>();
    final TreeMap<Long, Integer> sessions = new TreeMap<>();

    NaiveTree() {
        Node fresh = new Node(0, 0, 0, 0, 0, 0, 0, 0, 0, AclEntry.OPEN, "");
        for (String path : List.of("", "/zookeeper", "/zookeeper/quota")) {
            nodes.put(path, fresh);
        }
        nodes.put(
                "/zookeeper/config", new Node(0, 0, 0, 0, 0, 0, 0, -1, 0, AclEntry.READ_ONLY, ""));
    }

    NaiveTree copy() {
        NaiveTree copy = new NaiveTree();
        copy.nodes.clear();
        copy.nodes.putAll(nodes);
        copy.sessions.putAll(sessions);
        return copy;
    }

    boolean hasChildren(String path) {
        String next = nodes.higherKey(path + "/");
        return next != null && next.startsWith(path + "/");
    }

    TreeSet<String> children(String parent) {
        TreeSet<String> names = new TreeSet<>();
        for (String path : nodes.tailMap(parent + "/", false).keySet()) {
            if (!path.startsWith(parent + "/")) {
                break;
            }
            String rest = path.substring(parent.length() + 1);
            if (rest.indexOf('/') < 0) {
                names.add(rest);
            }
        }
        return names;
    }

    TreeSet<String> owned(EphemeralOwner.Kind kind, long session) {
        TreeSet<String> paths = new TreeSet<>();
        nodes.forEach(
                (path, node) -> {
                    if (EphemeralOwner.kind(node.owner, true) == kind
                            && (kind != EphemeralOwner.Kind.EPHEMERAL || node.owner == session)) {
                        paths.add(path);
                    }
                });
        return paths;
    }

    long digest() {
        long digest = 0;
        for (Map.Entry<String, Node> each : nodes.entrySet()) {
            digest += NodeDigest.contribution(Znode.of(each.getKey()), each.getValue().record());
        }
        return digest;
    }

    TreeCounts counts() {
        long bytes = 1;
        long ephemerals = 0;
        for (Map.Entry<String, Node> each : nodes.entrySet()) {
            Node node = each.getValue();
            bytes +=
                    each.getKey().length()
                            + (node.data == null
                                    ? 0
                                    : node.data.getBytes(StandardCharsets.UTF_8).length);
            ephemerals +=
                    EphemeralOwner.kind(node.owner, true) == EphemeralOwner.Kind.EPHEMERAL ? 1 : 0;
        }
        return new TreeCounts(nodes.size(), bytes, ephemerals, sessions.size());
    }
}
