package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.AclEntry;
import io.quorate.model.EphemeralOwner;
import io.quorate.model.Identity;
import io.quorate.model.Permission;
import io.quorate.model.SystemPaths;
import io.quorate.model.Znode;
import io.quorate.storage.AclCursor;
import io.quorate.storage.ChildCursor;
import io.quorate.storage.Install;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeDigest;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PathCursor;
import io.quorate.storage.PinnedView;
import io.quorate.storage.Position;
import io.quorate.storage.SessionCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeCounts;
import io.quorate.storage.TreeIndex;
import io.quorate.storage.TreeReader;
import io.quorate.storage.TreeStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every tree store keeps. Extend it in the tests of an engine and hand out fresh, empty stores with extended types switched on.
 *
 * <p>Source: the storage SPI; spec semantics sections 1, 2 and 16.
 */
@Timeout(120)
public abstract class TreeStoreContract {

    /** An empty store: the reserved nodes, zxid 0. */
    protected abstract TreeStore open() throws Exception;

    private static final long T0 = 1_700_000_000_000L;
    private static final List<AclEntry> ALICE =
            List.of(new AclEntry(Permission.ALL, new Identity("digest", "alice:hash")), new AclEntry(Permission.READ, Identity.ANYONE));

    @Test
    void anEmptyTreeHasTheReservedNodes() throws Exception {
        TreeReader tree = open().version();
        assertThat(dump(tree).keySet()).containsExactly("", "/zookeeper", "/zookeeper/config", "/zookeeper/quota");
        NodeRecord node = new NodeRecord();
        for (String path : List.of("/", "/zookeeper", "/zookeeper/quota")) {
            assertThat(tree.get(Znode.of(path), node)).isTrue();
            assertThat(node.aclId).isEqualTo(NodeRecord.OPEN_ACL);
            assertThat(node.aversion).isZero();
            assertThat(node.czxid + node.mzxid + node.pzxid + node.ctimeMillis + node.mtimeMillis + node.ephemeralOwner).isZero();
            assertThat(node.dataLength).isZero();
        }
        assertThat(tree.get(SystemPaths.CONFIG, node)).isTrue();
        assertThat(node.aversion).isEqualTo(-1);
        assertThat(tree.acl(node.aclId)).isEqualTo(AclEntry.READ_ONLY);
        assertThat(tree.get(Znode.of("/"), node)).isTrue();
        assertThat(node.childCount).isEqualTo(1);
        assertThat(tree.position()).extracting(Position::zxid, Position::digest).containsExactly(0L, 1371985504L);
        assertThat(tree.counts()).isEqualTo(new TreeCounts(4, 1 + 10 + 17 + 16, 0, 0));
        assertThat(tree.acl(NodeRecord.OPEN_ACL)).isEqualTo(AclEntry.OPEN);
    }

    @Test
    void digestsAreThoseOfTheReference() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        create(batch, "/foo", "bar", 0x100000002L, T0);
        assertThat(batch.digest()).isEqualTo(7198204945L);
        NodeRecord node = new NodeRecord();
        batch.get(Znode.of("/foo"), node);
        node.data(null);
        node.mzxid = 0x100000003L;
        node.mtimeMillis = T0 + 500;
        node.version = 1;
        batch.put(Znode.of("/foo"), node);
        assertThat(batch.digest()).isEqualTo(9011790340L);
        batch.seal(0x100000003L, Position.NO_MARK);
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
        in.aclId = batch.acl(ALICE);
        for (int length : new int[] {-1, 0, 1, 127, 4096, 4097, 1_000_000}) {
            in.data(length < 0 ? null : pattern(length));
            batch.put(Znode.of("/all"), in);
            NodeRecord out = new NodeRecord();
            assertThat(batch.get(Znode.of("/all"), out)).isTrue();
            assertThat(describe(batch, out)).isEqualTo(describe(batch, in));
            assertThat(out.digest).isEqualTo(NodeDigest.of(Znode.of("/all"), in));
            assertDigest(batch);
        }
        batch.put(Znode.of("/all/child"), in);
        NodeRecord out = new NodeRecord();
        batch.get(Znode.of("/all"), out);
        assertThat(describe(batch, out)).isEqualTo(describe(batch, in));
        batch.counters(Znode.of("/all"), 3, 9);
        batch.get(Znode.of("/all"), out);
        assertThat(List.of(out.cversion, (int) out.pzxid, out.childCount)).containsExactly(3, 9, 1);
        assertDigest(batch);
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        TreeBatch batch = open().batch();
        create(batch, "/a", "1", 1, T0);
        NodeRecord node = new NodeRecord();
        for (String path : List.of("a", "/a/", "//a", "/b", "/a/b", "/a/b/c", "x/a", "/zookeeper/config/x/y")) {
            assertThat(batch.get(Znode.of(path), node)).as(path).isFalse();
            assertThat(batch.children(Znode.of(path))).as(path).isNull();
            assertThat(batch.scan(Znode.of(path)).next()).as(path).isFalse();
        }
        assertThat(batch.get(Znode.of(""), node)).isTrue();
        assertThatThrownBy(() -> batch.put(Znode.of("/b/c"), new NodeRecord())).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> batch.remove(Znode.of("/b"))).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> batch.counters(Znode.of("/b"), 1, 1)).isInstanceOf(StorageException.class);
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
            create(batch, "/" + name, "v", 1, T0);
        }
        NodeRecord node = new NodeRecord();
        for (String name : names) {
            assertThat(batch.get(Znode.of("/" + name), node)).isTrue();
        }
        names.add("zookeeper");
        assertThat(children(batch, "/")).isEqualTo(names);
        assertDigest(batch);
        long units = names.stream().mapToLong(name -> name.length() + 1).sum();
        assertThat(batch.counts().bytes()).isEqualTo(1 + 17 + 16 + units + names.size() - 1);
    }

    @Test
    void aPublishedVersionNeverChanges() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        for (int i = 0; i < 200; i++) {
            create(batch, "/n" + i, "d" + i, i + 1, T0);
        }
        batch.session(7, 1000);
        batch.seal(200, new byte[] {1});
        batch.publish();
        TreeReader version = store.version();
        PinnedView pin = store.pin();
        Map<String, String> before = dump(version);
        for (int i = 0; i < 200; i += 2) {
            remove(batch, "/n" + i, 300 + i);
            create(batch, "/n" + (i + 1) + "/x", "y", 300 + i, T0);
        }
        batch.session(7, -1);
        batch.session(8, 1);
        batch.seal(600, Position.NO_MARK);
        assertThat(dump(version)).isEqualTo(before);
        batch.publish();
        assertThat(dump(version)).isEqualTo(before);
        assertThat(dump(pin)).isEqualTo(before);
        assertThat(pin.position().coreMark()).containsExactly(1);
        assertThat(pin.sessionTimeoutMillis(7)).isEqualTo(1000);
        assertThat(pin.sessionTimeoutMillis(8)).isEqualTo(-1);
        assertDigest(pin);
        assertThat(dump(store.version())).isNotEqualTo(before).isEqualTo(dump(batch));
        assertThat(store.version().sessionTimeoutMillis(7)).isEqualTo(-1);
        pin.close();
        assertThatThrownBy(() -> pin.get(Znode.ROOT, new NodeRecord()))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.EXPIRED));
    }

    @Test
    void othersSeeNothingBeforeItIsSealedAndPublished() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        NodeRecord node = new NodeRecord();
        create(batch, "/a", "1", 1, T0);
        assertThat(store.version().get(Znode.of("/a"), node)).isFalse();
        batch.seal(1, Position.NO_MARK);
        assertThat(store.version().get(Znode.of("/a"), node)).isFalse();
        create(batch, "/b", "2", 2, T0);
        batch.publish();
        assertThat(store.version().get(Znode.of("/a"), node)).isTrue();
        assertThat(store.version().get(Znode.of("/b"), node)).isFalse();
        assertThat(store.version().position().zxid()).isEqualTo(1);
        assertThat(batch.position().zxid()).isEqualTo(1);
        assertThat(batch.get(Znode.of("/b"), node)).isTrue();
        batch.seal(2, Position.NO_MARK);
        batch.publish();
        assertThat(store.version().get(Znode.of("/b"), node)).isTrue();
    }

    @Test
    void discardGoesBackToTheLastSeal() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        NodeRecord node = new NodeRecord();
        node.created(1, T0, 0x11);
        node.aclId = batch.acl(ALICE);
        batch.put(Znode.of("/kept"), node);
        batch.seal(1, Position.NO_MARK);
        Map<String, String> before = dump(batch);
        long digest = batch.digest();
        TreeCounts counts = batch.counts();

        create(batch, "/kept/child", "x", 2, T0);
        node.created(2, T0, 0x12);
        node.aclId = batch.acl(List.of(new AclEntry(1, new Identity("ip", "127.0.0.1"))));
        batch.put(Znode.of("/gone"), node);
        batch.session(5, 5);
        remove(batch, "/kept/child", 2);
        batch.remove(Znode.of("/kept"));
        batch.discard();

        assertThat(dump(batch)).isEqualTo(before);
        assertThat(batch.digest()).isEqualTo(digest);
        assertThat(batch.counts()).isEqualTo(counts);
        assertThat(paths(batch.index(TreeIndex.EPHEMERAL, 0x12))).isEmpty();
        assertThat(paths(batch.index(TreeIndex.EPHEMERAL, 0x11))).containsExactly("/kept");
        batch.publish();
        assertThat(dump(store.version())).isEqualTo(before);
        assertThat(acls(store.version())).containsExactlyInAnyOrder(AclEntry.READ_ONLY, ALICE);
    }

    @Test
    void indexesFollowTheNodes() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        owned(batch, "/e1", 0x51);
        owned(batch, "/e2", 0x51);
        owned(batch, "/e3", 0x52);
        owned(batch, "/c", EphemeralOwner.CONTAINER);
        owned(batch, "/t", EphemeralOwner.ttl(1000));
        create(batch, "/zookeeper/quota/e1", null, 1, T0);
        create(batch, "/zookeeper/quota/e1/zookeeper_limits", "count=1", 1, T0);
        create(batch, "/zookeeper/quota/e1/zookeeper_stats", "count=1,bytes=0", 1, T0);
        batch.seal(1, Position.NO_MARK);
        batch.publish();
        TreeReader first = store.version();

        batch.remove(Znode.of("/e1"));
        batch.remove(Znode.of("/e3"));
        batch.remove(Znode.of("/c"));
        batch.remove(Znode.of("/t"));
        batch.remove(Znode.of("/zookeeper/quota/e1/zookeeper_limits"));
        owned(batch, "/e4", 0x51);
        assertThat(paths(batch.index(TreeIndex.EPHEMERAL, 0x51))).containsExactly("/e2", "/e4");
        assertThat(paths(batch.index(TreeIndex.EPHEMERAL, 0x52))).isEmpty();
        assertThat(paths(batch.index(TreeIndex.CONTAINER, 0))).isEmpty();
        assertThat(paths(batch.index(TreeIndex.TTL, 0))).isEmpty();
        assertThat(paths(batch.index(TreeIndex.QUOTA, 0))).isEmpty();
        assertThat(batch.counts().ephemerals()).isEqualTo(2);

        assertThat(paths(first.index(TreeIndex.EPHEMERAL, 0x51))).containsExactly("/e1", "/e2");
        assertThat(paths(first.index(TreeIndex.EPHEMERAL, 0x52))).containsExactly("/e3");
        assertThat(paths(first.index(TreeIndex.CONTAINER, 0))).containsExactly("/c");
        assertThat(paths(first.index(TreeIndex.TTL, 0))).containsExactly("/t");
        assertThat(paths(first.index(TreeIndex.QUOTA, 0))).containsExactly("/zookeeper/quota/e1/zookeeper_limits");
        assertThat(first.counts().ephemerals()).isEqualTo(3);
        assertDigest(batch);
    }

    @Test
    void aclsAreInternedAndForgotten() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        assertThat(batch.acl(AclEntry.OPEN)).isEqualTo(NodeRecord.OPEN_ACL);
        int id = batch.acl(ALICE);
        assertThat(batch.acl(new ArrayList<>(ALICE))).isEqualTo(id);
        NodeRecord node = new NodeRecord();
        node.created(1, T0, 0);
        node.aclId = id;
        batch.put(Znode.of("/x"), node);
        batch.put(Znode.of("/y"), node);
        batch.acl(List.of(new AclEntry(2, new Identity("ip", "10.0.0.1"))));
        batch.seal(1, Position.NO_MARK);
        batch.publish();
        TreeReader first = store.version();
        assertThat(first.acl(id)).isEqualTo(ALICE);
        assertThat(acls(first)).containsExactlyInAnyOrder(AclEntry.READ_ONLY, ALICE);

        batch.remove(Znode.of("/x"));
        batch.seal(2, Position.NO_MARK);
        batch.publish();
        assertThat(store.version().acl(id)).isEqualTo(ALICE);
        node.aclId = NodeRecord.OPEN_ACL;
        batch.put(Znode.of("/y"), node);
        batch.seal(3, Position.NO_MARK);
        batch.publish();
        assertThat(store.version().acl(id)).isNull();
        assertThat(acls(store.version())).containsExactly(AclEntry.READ_ONLY);
        assertThat(first.acl(id)).isEqualTo(ALICE);
        node.aclId = id;
        assertThatThrownBy(() -> batch.put(Znode.of("/y"), node)).isInstanceOf(StorageException.class);
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
        batch.seal(1, Position.NO_MARK);
        batch.publish();
        TreeReader version = store.version();
        assertThat(version.counts().sessions()).isEqualTo(999);
        assertThat(version.sessionTimeoutMillis(3)).isEqualTo(9);
        assertThat(version.sessionTimeoutMillis(4)).isEqualTo(-1);
        assertThat(version.sessionTimeoutMillis(-500)).isZero();
        TreeSet<Long> seen = new TreeSet<>();
        for (SessionCursor each = version.sessions(); each.next(); ) {
            assertThat(each.timeoutMillis()).isEqualTo(version.sessionTimeoutMillis(each.sessionId()));
            seen.add(each.sessionId());
        }
        assertThat(seen).hasSize(999);
    }

    @Test
    void aCursorOfTheBatchIsNotDisturbedByWrites() throws Exception {
        TreeBatch batch = open().batch();
        for (int i = 0; i < 1000; i++) {
            owned(batch, "/e" + i, 0x99);
        }
        int removed = 0;
        for (PathCursor each = batch.index(TreeIndex.EPHEMERAL, 0x99); each.next(); removed++) {
            batch.remove(each.path());
        }
        assertThat(removed).isEqualTo(1000);
        assertThat(batch.counts().ephemerals()).isZero();
        assertThat(children(batch, "/")).containsExactly("zookeeper");
        assertDigest(batch);
    }

    @Test
    void removalTakesWhatIsBelow() throws Exception {
        TreeBatch batch = open().batch();
        create(batch, "/a", "1", 1, T0);
        create(batch, "/a/b", "1", 1, T0);
        owned(batch, "/a/b/c", 0x5);
        batch.remove(Znode.of("/a"));
        assertThat(children(batch, "/")).containsExactly("zookeeper");
        assertThat(batch.counts().ephemerals()).isZero();
        assertThat(batch.counts().nodes()).isEqualTo(4);
        assertDigest(batch);
    }

    @Test
    void tenThousandChildrenAreScannedWhileTheOwnerWrites() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        create(batch, "/p", null, 1, T0);
        for (int i = 0; i < 10_000; i++) {
            create(batch, "/p/c" + i, "v", 1, T0);
        }
        batch.seal(1, Position.NO_MARK);
        batch.publish();
        PinnedView pin = store.pin();
        CountDownLatch scanning = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                for (int round = 0; round < 5; round++) {
                    assertThat(children(pin, "/p")).hasSize(10_000);
                    scanning.countDown();
                    assertDigest(pin);
                }
            } catch (Throwable e) {
                failure.set(e);
                scanning.countDown();
            }
        });
        reader.start();
        scanning.await();
        for (int i = 0; i < 10_000; i++) {
            remove(batch, "/p/c" + i, 2 + i);
            create(batch, "/p/d" + i, "w", 2 + i, T0);
            batch.seal(2 + i, Position.NO_MARK);
            batch.publish();
        }
        reader.join();
        assertThat(failure.get()).isNull();
        assertThat(pin.position().zxid()).isEqualTo(1);
        pin.close();
        assertThat(children(store.version(), "/p")).hasSize(10_000).allMatch(name -> name.startsWith("d"));
        assertDigest(store.version());
    }

    @Test
    void otherThreadsNeverSeeHalfATransaction() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        create(batch, "/a", "0", 1, T0);
        create(batch, "/b", "0", 1, T0);
        batch.seal(1, Position.NO_MARK);
        batch.publish();
        int rounds = 20_000;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                NodeRecord a = new NodeRecord();
                NodeRecord b = new NodeRecord();
                for (long zxid = 0; zxid < rounds; ) {
                    TreeReader version = store.version();
                    zxid = version.position().zxid();
                    version.get(Znode.of("/a"), a);
                    version.get(Znode.of("/b"), b);
                    assertThat(a.mzxid).isEqualTo(b.mzxid).isEqualTo(zxid);
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        reader.start();
        NodeRecord node = new NodeRecord();
        for (int zxid = 2; zxid <= rounds; zxid++) {
            for (String path : List.of("/a", "/b")) {
                batch.get(Znode.of(path), node);
                node.mzxid = zxid;
                batch.put(Znode.of(path), node);
            }
            batch.seal(zxid, Position.NO_MARK);
            if (zxid % 3 == 0 || zxid == rounds) {
                batch.publish();
            }
        }
        reader.join();
        assertThat(failure.get()).isNull();
    }

    @Test
    void anInstallReplacesEverything() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        owned(batch, "/old", 0x1);
        batch.session(1, 10);
        batch.seal(1, Position.NO_MARK);
        batch.publish();
        TreeReader before = store.version();
        try (Install abandoned = store.beginInstall()) {
            abandoned.node(Znode.ROOT, new NodeRecord());
        }
        assertThat(store.version()).isSameAs(before);
        NodeRecord node = new NodeRecord();
        try (Install install = store.beginInstall()) {
            install.session(2, 20);
            install.acl(4, ALICE);
            install.node(Znode.ROOT, node);
            node.created(3, T0, 0x2);
            node.aclId = 4;
            install.node(Znode.of("/new"), node);
            install.node(Znode.of("/new/x"), node);
            install.node(Znode.of("/other"), node);
            node.version = 7;
            install.node(Znode.of("/new"), node);
            install.node(Znode.of("/new/y"), node);
            install.finish(9, new byte[] {5});
            install.confirm();
        }
        assertThat(store.batch()).isSameAs(batch);
        for (TreeReader tree : List.of(store.version(), batch)) {
            assertThat(tree.position().zxid()).isEqualTo(9);
            assertThat(tree.position().coreMark()).containsExactly(5);
            assertThat(children(tree, "/")).containsExactly("new", "other", "zookeeper");
            assertThat(children(tree, "/new")).containsExactly("x", "y");
            assertThat(tree.sessionTimeoutMillis(1)).isEqualTo(-1);
            assertThat(tree.sessionTimeoutMillis(2)).isEqualTo(20);
            assertThat(paths(tree.index(TreeIndex.EPHEMERAL, 2))).containsExactly("/new", "/new/x", "/new/y", "/other");
            assertThat(tree.get(Znode.of("/new"), node)).isTrue();
            assertThat(node.version).isEqualTo(7);
            assertThat(tree.acl(node.aclId)).isEqualTo(ALICE);
            assertDigest(tree);
        }
        owned(batch, "/more", 0x2);
        batch.seal(10, Position.NO_MARK);
        batch.publish();
        assertThat(children(store.version(), "/")).contains("more");
        assertThat(children(before, "/")).containsExactly("old", "zookeeper");
    }

    /** {@code -Dquorate.tree.seeds=200 -Dquorate.tree.steps=20000 -Dquorate.tree.seed=7} runs the full size. */
    @Test
    void randomOperationsAgreeWithAMap() throws Exception {
        long first = Long.getLong("quorate.tree.seed", 1);
        int steps = Integer.getInteger("quorate.tree.steps", 1500);
        for (long seed = first; seed < first + Integer.getInteger("quorate.tree.seeds", 3); seed++) {
            TreeStoreProperty.run(open(), seed, steps);
        }
    }

    @Test
    void theRestGoesWithTheFirstCheckpoint() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        assertThat(store.debt()).isZero();
        create(batch, "/a", "1", 1, T0);
        batch.seal(1, Position.NO_MARK);
        batch.publish();
        assertThat(store.debt()).isPositive();
        var checkpoint = store.beginCheckpoint();
        assertThat(checkpoint.zxid()).isEqualTo(1);
        create(batch, "/b", "1", 2, T0);
        batch.seal(2, Position.NO_MARK);
        batch.publish();
        checkpoint.write();
        assertThat(store.complete(checkpoint)).isEqualTo(1);
        assertThat(store.debt()).isPositive();
        var second = store.beginCheckpoint();
        assertThat(store.complete(second)).isEqualTo(-1);
        var third = store.beginCheckpoint();
        third.write();
        assertThat(store.complete(third)).isEqualTo(2);
        assertThat(store.debt()).isZero();
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    private static void owned(TreeBatch batch, String path, long owner) throws StorageException {
        NodeRecord node = new NodeRecord();
        node.created(1, T0, owner);
        batch.put(Znode.of(path), node);
    }

    /** Applies a create as the tree room does. */
    static void create(TreeBatch batch, String path, String data, long zxid, long timeMillis) throws StorageException {
        NodeRecord node = new NodeRecord();
        node.created(zxid, timeMillis, 0);
        node.data(data == null ? null : data.getBytes(StandardCharsets.UTF_8));
        Znode at = Znode.of(path);
        batch.put(at, node);
        batch.get(at.parent(), node);
        batch.counters(at.parent(), node.cversion + 1, zxid);
    }

    /** Applies a delete as the tree room does. */
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
            assertThat(all.put(path, describe(tree, each.node()) + " " + each.node().childCount)).as(path).isNull();
        }
        return all;
    }

    private static String describe(TreeReader tree, NodeRecord node) throws StorageException {
        String data = node.dataLength < 0
                ? "null"
                : new String(node.data, node.dataOffset, node.dataLength, StandardCharsets.ISO_8859_1);
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

    private static List<List<AclEntry>> acls(TreeReader tree) throws StorageException {
        List<List<AclEntry>> lists = new ArrayList<>();
        for (AclCursor each = tree.acls(); each.next(); ) {
            assertThat(tree.acl(each.aclId())).isEqualTo(each.entries());
            lists.add(each.entries());
        }
        return lists;
    }
}
