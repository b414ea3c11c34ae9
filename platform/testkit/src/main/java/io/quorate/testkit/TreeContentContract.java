package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.AclEntry;
import io.quorate.model.EphemeralOwner;
import io.quorate.model.Identity;
import io.quorate.model.SystemPaths;
import io.quorate.model.Znode;
import io.quorate.storage.NodeDigest;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PathCursor;
import io.quorate.storage.Position;
import io.quorate.storage.SessionCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeCounts;
import io.quorate.storage.TreeIndex;
import io.quorate.storage.TreeReader;
import io.quorate.storage.TreeStore;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a tree holds and how it keeps counts, digest and indexes along with it; a part of {@link
 * TreeStoreContract}.
 *
 * <p>Source: spec semantics sections 1, 2 and 16.
 */
@Timeout(120)
public abstract class TreeContentContract {

    /** An empty store: the reserved nodes, zxid 0. */
    protected abstract TreeStore open() throws Exception;

    @Test
    void anEmptyTreeHasTheReservedNodes() throws Exception {
        TreeReader tree = open().version();
        assertThat(TreeProbe.dump(tree).keySet())
                .containsExactly("", "/zookeeper", "/zookeeper/config", "/zookeeper/quota");
        NodeRecord node = new NodeRecord();
        for (String path : List.of("/", "/zookeeper", "/zookeeper/quota")) {
            assertThat(tree.get(Znode.of(path), node)).isTrue();
            assertThat(node.aclId).isEqualTo(NodeRecord.OPEN_ACL);
            assertThat(node.aversion).isZero();
            assertThat(
                            node.czxid
                                    + node.mzxid
                                    + node.pzxid
                                    + node.ctimeMillis
                                    + node.mtimeMillis
                                    + node.ephemeralOwner)
                    .isZero();
            assertThat(node.dataLength).isZero();
        }
        assertThat(tree.get(SystemPaths.CONFIG, node)).isTrue();
        assertThat(node.aversion).isEqualTo(-1);
        assertThat(tree.acl(node.aclId)).isEqualTo(AclEntry.READ_ONLY);
        assertThat(tree.get(Znode.of("/"), node)).isTrue();
        assertThat(node.childCount).isEqualTo(1);
        assertThat(tree.position())
                .extracting(Position::zxid, Position::digest)
                .containsExactly(0L, 1371985504L);
        assertThat(tree.counts()).isEqualTo(new TreeCounts(4, 1 + 10 + 17 + 16, 0, 0));
        assertThat(tree.acl(NodeRecord.OPEN_ACL)).isEqualTo(AclEntry.OPEN);
    }

    @Test
    void digestsAreThoseOfTheReference() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        TreeProbe.create(batch, "/foo", "bar", 0x100000002L, TreeProbe.T0);
        assertThat(batch.digest()).isEqualTo(7198204945L);
        NodeRecord node = new NodeRecord();
        batch.get(Znode.of("/foo"), node);
        node.data(null);
        node.mzxid = 0x100000003L;
        node.mtimeMillis = TreeProbe.T0 + 500;
        node.version = 1;
        batch.put(Znode.of("/foo"), node);
        assertThat(batch.digest()).isEqualTo(9011790340L);
        batch.seal(0x100000003L);
        batch.publish();
        assertThat(store.version().position().digest()).isEqualTo(9011790340L);
        assertThat(store.version().position().zxid()).isEqualTo(0x100000003L);
    }

    @Test
    void allFieldsOfANodeComeBack() throws Exception {
        TreeBatch batch = open().batch();
        NodeRecord in = new NodeRecord();
        in.czxid = 0x7fffffff_ffffffffL;
        in.mzxid = 0x100000001L;
        in.pzxid = 5;
        in.ctimeMillis = 0;
        in.mtimeMillis = Long.MAX_VALUE / 2;
        in.version = Integer.MIN_VALUE;
        in.cversion = Integer.MAX_VALUE;
        in.aversion = -1;
        in.ephemeralOwner = EphemeralOwner.ttl(77);
        in.aclId = batch.acl(TreeProbe.ALICE);
        for (int length : new int[] {-1, 0, 1, 127, 4096, 4097, 1_000_000}) {
            in.data(length < 0 ? null : TreeProbe.pattern(length));
            batch.put(Znode.of("/all"), in);
            NodeRecord out = new NodeRecord();
            assertThat(batch.get(Znode.of("/all"), out)).isTrue();
            assertThat(TreeProbe.describe(batch, out)).isEqualTo(TreeProbe.describe(batch, in));
            assertThat(out.digest).isEqualTo(NodeDigest.of(Znode.of("/all"), in));
            TreeProbe.assertDigest(batch);
        }
        batch.put(Znode.of("/all/child"), in);
        NodeRecord out = new NodeRecord();
        batch.get(Znode.of("/all"), out);
        assertThat(TreeProbe.describe(batch, out)).isEqualTo(TreeProbe.describe(batch, in));
        batch.counters(Znode.of("/all"), 3, 9);
        batch.get(Znode.of("/all"), out);
        assertThat(List.of(out.cversion, (int) out.pzxid, out.childCount)).containsExactly(3, 9, 1);
        TreeProbe.assertDigest(batch);
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        TreeBatch batch = open().batch();
        TreeProbe.create(batch, "/a", "1", 1, TreeProbe.T0);
        NodeRecord node = new NodeRecord();
        for (String path :
                List.of(
                        "a",
                        "/a/",
                        "//a",
                        "/b",
                        "/a/b",
                        "/a/b/c",
                        "x/a",
                        "/zookeeper/config/x/y")) {
            assertThat(batch.get(Znode.of(path), node)).as(path).isFalse();
            assertThat(batch.children(Znode.of(path))).as(path).isNull();
            assertThat(batch.scan(Znode.of(path)).next()).as(path).isFalse();
        }
        assertThat(batch.get(Znode.of(""), node)).isTrue();
        assertThatThrownBy(() -> batch.put(Znode.of("/b/c"), new NodeRecord()))
                .isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> batch.remove(Znode.of("/b"))).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> batch.counters(Znode.of("/b"), 1, 1))
                .isInstanceOf(StorageException.class);
    }

    @Test
    void namesOfEveryLengthAndScript() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        TreeSet<String> names = new TreeSet<>();
        for (int length : new int[] {1, 7, 8, 9, 127, 128, 129, 5000, 20000}) {
            names.add("n".repeat(length));
            names.add("n".repeat(length - 1) + "m");
        }
        names.addAll(List.of("äöü", "\u65e5\u672c", ".a", "a b"));
        for (String name : names) {
            TreeProbe.create(batch, "/" + name, "v", 1, TreeProbe.T0);
        }
        NodeRecord node = new NodeRecord();
        for (String name : names) {
            assertThat(batch.get(Znode.of("/" + name), node)).isTrue();
        }
        names.add("zookeeper");
        assertThat(TreeProbe.children(batch, "/")).isEqualTo(names);
        TreeProbe.assertDigest(batch);
        long units = names.stream().mapToLong(name -> name.length() + 1).sum();
        assertThat(batch.counts().bytes()).isEqualTo(1 + 17 + 16 + units + names.size() - 1);
    }

    @Test
    void indexesFollowTheNodes() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        TreeProbe.owned(batch, "/e1", 0x51);
        TreeProbe.owned(batch, "/e2", 0x51);
        TreeProbe.owned(batch, "/e3", 0x52);
        TreeProbe.owned(batch, "/c", EphemeralOwner.CONTAINER);
        TreeProbe.owned(batch, "/t", EphemeralOwner.ttl(1000));
        TreeProbe.create(batch, "/zookeeper/quota/e1", null, 1, TreeProbe.T0);
        TreeProbe.create(batch, "/zookeeper/quota/e1/zookeeper_limits", "count=1", 1, TreeProbe.T0);
        TreeProbe.create(
                batch, "/zookeeper/quota/e1/zookeeper_stats", "count=1,bytes=0", 1, TreeProbe.T0);
        batch.seal(1);
        batch.publish();
        TreeReader first = store.version();

        batch.remove(Znode.of("/e1"));
        batch.remove(Znode.of("/e3"));
        batch.remove(Znode.of("/c"));
        batch.remove(Znode.of("/t"));
        batch.remove(Znode.of("/zookeeper/quota/e1/zookeeper_limits"));
        TreeProbe.owned(batch, "/e4", 0x51);
        assertThat(TreeProbe.paths(batch.index(TreeIndex.EPHEMERAL, 0x51)))
                .containsExactly("/e2", "/e4");
        assertThat(TreeProbe.paths(batch.index(TreeIndex.EPHEMERAL, 0x52))).isEmpty();
        assertThat(batch.ephemeralOwners()).containsExactly(0x51);
        assertThat(TreeProbe.paths(batch.index(TreeIndex.CONTAINER, 0))).isEmpty();
        assertThat(TreeProbe.paths(batch.index(TreeIndex.TTL, 0))).isEmpty();
        assertThat(TreeProbe.paths(batch.index(TreeIndex.QUOTA, 0))).isEmpty();
        assertThat(batch.counts().ephemerals()).isEqualTo(2);

        assertThat(TreeProbe.paths(first.index(TreeIndex.EPHEMERAL, 0x51)))
                .containsExactly("/e1", "/e2");
        assertThat(TreeProbe.paths(first.index(TreeIndex.EPHEMERAL, 0x52))).containsExactly("/e3");
        assertThat(first.ephemeralOwners()).containsExactlyInAnyOrder(0x51, 0x52);
        assertThat(TreeProbe.paths(first.index(TreeIndex.CONTAINER, 0))).containsExactly("/c");
        assertThat(TreeProbe.paths(first.index(TreeIndex.TTL, 0))).containsExactly("/t");
        assertThat(TreeProbe.paths(first.index(TreeIndex.QUOTA, 0)))
                .containsExactly("/zookeeper/quota/e1/zookeeper_limits");
        assertThat(first.counts().ephemerals()).isEqualTo(3);
        TreeProbe.assertDigest(batch);
    }

    @Test
    void aclsAreInternedAndForgotten() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        assertThat(batch.acl(AclEntry.OPEN)).isEqualTo(NodeRecord.OPEN_ACL);
        int id = batch.acl(TreeProbe.ALICE);
        assertThat(batch.acl(new ArrayList<>(TreeProbe.ALICE))).isEqualTo(id);
        NodeRecord node = new NodeRecord();
        node.created(1, TreeProbe.T0, 0);
        node.aclId = id;
        batch.put(Znode.of("/x"), node);
        batch.put(Znode.of("/y"), node);
        batch.acl(List.of(new AclEntry(2, new Identity("ip", "10.0.0.1"))));
        batch.seal(1);
        batch.publish();
        TreeReader first = store.version();
        assertThat(first.acl(id)).isEqualTo(TreeProbe.ALICE);
        assertThat(TreeProbe.acls(first))
                .containsExactlyInAnyOrder(AclEntry.READ_ONLY, TreeProbe.ALICE);

        batch.remove(Znode.of("/x"));
        batch.seal(2);
        batch.publish();
        assertThat(store.version().acl(id)).isEqualTo(TreeProbe.ALICE);
        node.aclId = NodeRecord.OPEN_ACL;
        batch.put(Znode.of("/y"), node);
        batch.seal(3);
        batch.publish();
        assertThat(store.version().acl(id)).isNull();
        assertThat(TreeProbe.acls(store.version())).containsExactly(AclEntry.READ_ONLY);
        assertThat(first.acl(id)).isEqualTo(TreeProbe.ALICE);
        node.aclId = id;
        assertThatThrownBy(() -> batch.put(Znode.of("/y"), node))
                .isInstanceOf(StorageException.class);
    }

    @Test
    void sessionsComeAndGo() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        for (long id = -500; id < 500; id++) {
            batch.session(id, (int) (id + 500));
        }
        batch.session(3, 9);
        batch.session(4, -1);
        batch.session(4, -1);
        batch.seal(1);
        batch.publish();
        TreeReader version = store.version();
        assertThat(version.counts().sessions()).isEqualTo(999);
        assertThat(version.sessionTimeoutMillis(3)).isEqualTo(9);
        assertThat(version.sessionTimeoutMillis(4)).isEqualTo(-1);
        assertThat(version.sessionTimeoutMillis(-500)).isZero();
        TreeSet<Long> seen = new TreeSet<>();
        for (SessionCursor each = version.sessions(); each.next(); ) {
            assertThat(each.timeoutMillis())
                    .isEqualTo(version.sessionTimeoutMillis(each.sessionId()));
            seen.add(each.sessionId());
        }
        assertThat(seen).hasSize(999);
    }

    @Test
    void aCursorOfTheBatchIsNotDisturbedByWrites() throws Exception {
        TreeBatch batch = open().batch();
        for (int i = 0; i < 1000; i++) {
            TreeProbe.owned(batch, "/e" + i, 0x99);
        }
        int removed = 0;
        for (PathCursor each = batch.index(TreeIndex.EPHEMERAL, 0x99); each.next(); removed++) {
            batch.remove(each.path());
        }
        assertThat(removed).isEqualTo(1000);
        assertThat(batch.counts().ephemerals()).isZero();
        assertThat(TreeProbe.children(batch, "/")).containsExactly("zookeeper");
        TreeProbe.assertDigest(batch);
    }

    @Test
    void removalTakesWhatIsBelow() throws Exception {
        TreeBatch batch = open().batch();
        TreeProbe.create(batch, "/a", "1", 1, TreeProbe.T0);
        TreeProbe.create(batch, "/a/b", "1", 1, TreeProbe.T0);
        TreeProbe.owned(batch, "/a/b/c", 0x5);
        batch.remove(Znode.of("/a"));
        assertThat(TreeProbe.children(batch, "/")).containsExactly("zookeeper");
        assertThat(batch.counts().ephemerals()).isZero();
        assertThat(batch.counts().nodes()).isEqualTo(4);
        TreeProbe.assertDigest(batch);
    }
}
