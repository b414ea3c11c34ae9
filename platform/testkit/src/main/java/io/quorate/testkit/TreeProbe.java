package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.Permission;
import io.quorate.model.Znode;
import io.quorate.storage.AclCursor;
import io.quorate.storage.ChildCursor;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeDigest;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PathCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads and changes trees the way contract suites need it. */
final class TreeProbe {

    static final long T0 = 1_700_000_000_000L;

    static final List<AclEntry> ALICE =
            List.of(
                    new AclEntry(Permission.ALL, new Identity("digest", "alice:hash")),
                    new AclEntry(Permission.READ, Identity.ANYONE));

    private TreeProbe() {}

    static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    static void owned(TreeBatch batch, String path, long owner) throws StorageException {
        NodeRecord node = new NodeRecord();
        node.created(1, T0, owner);
        batch.put(Znode.of(path), node);
    }

    /** Applies a create as the tree module does. */
    static void create(TreeBatch batch, String path, String data, long zxid, long timeMillis)
            throws StorageException {
        NodeRecord node = new NodeRecord();
        node.created(zxid, timeMillis, 0);
        node.data(data == null ? null : data.getBytes(StandardCharsets.UTF_8));
        Znode at = Znode.of(path);
        batch.put(at, node);
        batch.get(at.parent(), node);
        batch.counters(at.parent(), node.cversion + 1, zxid);
    }

    /** Applies a delete as the tree module does. */
    static void remove(TreeBatch batch, String path, long zxid) throws StorageException {
        NodeRecord node = new NodeRecord();
        Znode at = Znode.of(path);
        batch.remove(at);
        batch.get(at.parent(), node);
        batch.counters(at.parent(), node.cversion, zxid);
    }

    /** Compares the running digest and the counts with those of a full walk. */
    static void assertDigest(TreeReader tree) throws StorageException {
        long digest = 0;
        long nodes = 0;
        long bytes = 0;
        for (NodeCursor each = tree.scan(); each.next(); ) {
            Znode path = each.path();
            NodeRecord node = each.node();
            assertThat(node.digest).as("%s", path).isEqualTo(NodeDigest.of(path, node));
            digest += NodeDigest.contribution(path, node);
            nodes++;
            bytes += (path.isRoot() ? 1 : path.toString().length()) + Math.max(0, node.dataLength);
        }
        if (tree instanceof TreeBatch batch) {
            assertThat(batch.digest()).isEqualTo(digest);
        } else {
            assertThat(tree.position().digest()).isEqualTo(digest);
        }
        assertThat(tree.counts().nodes()).isEqualTo(nodes);
        assertThat(tree.counts().bytes()).isEqualTo(bytes);
    }

    /** Every node by path in words. */
    static Map<String, String> dump(TreeReader tree) throws StorageException {
        Map<String, String> all = new TreeMap<>();
        for (NodeCursor each = tree.scan(); each.next(); ) {
            String path = each.path().toString();
            assertThat(all.put(path, describe(tree, each.node()) + " " + each.node().childCount))
                    .as(path)
                    .isNull();
        }
        return all;
    }

    static String describe(TreeReader tree, NodeRecord node) throws StorageException {
        String data =
                node.dataLength < 0
                        ? "null"
                        : new String(
                                node.data,
                                node.dataOffset,
                                node.dataLength,
                                StandardCharsets.ISO_8859_1);
        return String.format(
                "%x %x %x %d %d %d %d %d %x %s %s",
                node.czxid,
                node.mzxid,
                node.pzxid,
                node.ctimeMillis,
                node.mtimeMillis,
                node.version,
                node.cversion,
                node.aversion,
                node.ephemeralOwner,
                tree.acl(node.aclId),
                data);
    }

    static TreeSet<String> children(TreeReader tree, String parent) throws StorageException {
        TreeSet<String> names = new TreeSet<>();
        ChildCursor each = tree.children(Znode.of(parent));
        while (each.next()) {
            assertThat(names.add(new String(each.name(), StandardCharsets.UTF_8))).isTrue();
        }
        assertThat(each.count()).isEqualTo(names.size());
        return names;
    }

    static TreeSet<String> paths(PathCursor cursor) throws StorageException {
        TreeSet<String> paths = new TreeSet<>();
        while (cursor.next()) {
            assertThat(paths.add(cursor.path().toString())).isTrue();
        }
        return paths;
    }

    static List<List<AclEntry>> acls(TreeReader tree) throws StorageException {
        List<List<AclEntry>> lists = new ArrayList<>();
        for (AclCursor each = tree.acls(); each.next(); ) {
            assertThat(tree.acl(each.aclId())).isEqualTo(each.entries());
            lists.add(each.entries());
        }
        return lists;
    }
}
