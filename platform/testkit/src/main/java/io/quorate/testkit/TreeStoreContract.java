package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.Znode;
import io.quorate.storage.Install;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PinnedView;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeIndex;
import io.quorate.storage.TreeReader;
import io.quorate.storage.TreeStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * What every tree store keeps. Extend it in the tests of an engine and hand out fresh, empty stores
 * with extended types switched on.
 *
 * <p>Source: storage SPI section 1.
 */
public abstract class TreeStoreContract extends TreeContentContract {

    @Test
    void aPublishedVersionNeverChanges() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        for (int i = 0; i < 200; i++) {
            TreeProbe.create(batch, "/n" + i, "d" + i, i + 1, TreeProbe.T0);
        }
        batch.session(7, 1000);
        batch.seal(200);
        batch.publish();
        TreeReader version = store.version();
        PinnedView pin = store.pin();
        Map<String, String> before = TreeProbe.dump(version);
        for (int i = 0; i < 200; i += 2) {
            TreeProbe.remove(batch, "/n" + i, 300 + i);
            TreeProbe.create(batch, "/n" + (i + 1) + "/x", "y", 300 + i, TreeProbe.T0);
        }
        batch.session(7, -1);
        batch.session(8, 1);
        batch.seal(600);
        assertThat(TreeProbe.dump(version)).isEqualTo(before);
        batch.publish();
        assertThat(TreeProbe.dump(version)).isEqualTo(before);
        assertThat(TreeProbe.dump(pin)).isEqualTo(before);
        assertThat(pin.sessionTimeoutMillis(7)).isEqualTo(1000);
        assertThat(pin.sessionTimeoutMillis(8)).isEqualTo(-1);
        TreeProbe.assertDigest(pin);
        assertThat(TreeProbe.dump(store.version()))
                .isNotEqualTo(before)
                .isEqualTo(TreeProbe.dump(batch));
        assertThat(store.version().sessionTimeoutMillis(7)).isEqualTo(-1);
        pin.close();
        assertThatThrownBy(() -> pin.get(Znode.ROOT, new NodeRecord()))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.EXPIRED));
    }

    @Test
    void othersSeeNothingBeforeItIsSealedAndPublished() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        NodeRecord node = new NodeRecord();
        TreeProbe.create(batch, "/a", "1", 1, TreeProbe.T0);
        assertThat(store.version().get(Znode.of("/a"), node)).isFalse();
        batch.seal(1);
        assertThat(store.version().get(Znode.of("/a"), node)).isFalse();
        TreeProbe.create(batch, "/b", "2", 2, TreeProbe.T0);
        batch.publish();
        assertThat(store.version().get(Znode.of("/a"), node)).isTrue();
        assertThat(store.version().get(Znode.of("/b"), node)).isFalse();
        assertThat(store.version().position().zxid()).isEqualTo(1);
        assertThat(batch.position().zxid()).isEqualTo(1);
        assertThat(batch.get(Znode.of("/b"), node)).isTrue();
        batch.seal(2);
        batch.publish();
        assertThat(store.version().get(Znode.of("/b"), node)).isTrue();
    }

    @Test
    void tenThousandChildrenAreScannedWhileTheOwnerWrites() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        TreeProbe.create(batch, "/p", null, 1, TreeProbe.T0);
        for (int i = 0; i < 10_000; i++) {
            TreeProbe.create(batch, "/p/c" + i, "v", 1, TreeProbe.T0);
        }
        batch.seal(1);
        batch.publish();
        PinnedView pin = store.pin();
        CountDownLatch scanning = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reader =
                new Thread(
                        () -> {
                            try {
                                for (int round = 0; round < 5; round++) {
                                    assertThat(TreeProbe.children(pin, "/p")).hasSize(10_000);
                                    scanning.countDown();
                                    TreeProbe.assertDigest(pin);
                                }
                            } catch (Throwable e) {
                                failure.set(e);
                                scanning.countDown();
                            }
                        });
        reader.start();
        scanning.await();
        for (int i = 0; i < 10_000; i++) {
            TreeProbe.remove(batch, "/p/c" + i, 2 + i);
            TreeProbe.create(batch, "/p/d" + i, "w", 2 + i, TreeProbe.T0);
            batch.seal(2 + i);
            batch.publish();
        }
        reader.join();
        assertThat(failure.get()).isNull();
        assertThat(pin.position().zxid()).isEqualTo(1);
        pin.close();
        assertThat(TreeProbe.children(store.version(), "/p"))
                .hasSize(10_000)
                .allMatch(name -> name.startsWith("d"));
        TreeProbe.assertDigest(store.version());
    }

    @Test
    void otherThreadsNeverSeeHalfATransaction() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        TreeProbe.create(batch, "/a", "0", 1, TreeProbe.T0);
        TreeProbe.create(batch, "/b", "0", 1, TreeProbe.T0);
        batch.seal(1);
        batch.publish();
        int rounds = 20_000;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reader =
                new Thread(
                        () -> {
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
            batch.seal(zxid);
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
        TreeProbe.owned(batch, "/old", 0x1);
        batch.session(1, 10);
        batch.seal(1);
        batch.publish();
        TreeReader before = store.version();
        NodeRecord node = new NodeRecord();
        try (Install abandoned = store.beginInstall()) {
            new SentTree().node("", node).into(abandoned);
        }
        assertThat(TreeProbe.dump(store.version())).isEqualTo(TreeProbe.dump(before));
        SentTree sent = new SentTree().session(2, 20).acl(4, TreeProbe.ALICE).node("", node);
        node.created(3, TreeProbe.T0, 0x2);
        node.aclId = 4;
        sent.node("/new", node).node("/new/x", node).node("/other", node);
        node.version = 7;
        sent.node("/new", node).node("/new/y", node);
        try (Install install = store.beginInstall()) {
            sent.into(install);
            install.finish(9);
            install.confirm();
        }
        assertThat(store.batch()).isSameAs(batch);
        for (TreeReader tree : List.of(store.version(), batch)) {
            assertThat(tree.position().zxid()).isEqualTo(9);
            assertThat(TreeProbe.children(tree, "/")).containsExactly("new", "other", "zookeeper");
            assertThat(TreeProbe.children(tree, "/new")).containsExactly("x", "y");
            assertThat(tree.sessionTimeoutMillis(1)).isEqualTo(-1);
            assertThat(tree.sessionTimeoutMillis(2)).isEqualTo(20);
            assertThat(TreeProbe.paths(tree.index(TreeIndex.EPHEMERAL, 2)))
                    .containsExactly("/new", "/new/x", "/new/y", "/other");
            assertThat(tree.get(Znode.of("/new"), node)).isTrue();
            assertThat(node.version).isEqualTo(7);
            assertThat(tree.acl(node.aclId)).isEqualTo(TreeProbe.ALICE);
            TreeProbe.assertDigest(tree);
        }
        TreeProbe.owned(batch, "/more", 0x2);
        batch.seal(10);
        batch.publish();
        assertThat(TreeProbe.children(store.version(), "/")).contains("more");
        assertThat(TreeProbe.children(before, "/")).containsExactly("old", "zookeeper");
    }

    /**
     * {@code -Dquorate.tree.seeds=200 -Dquorate.tree.steps=20000 -Dquorate.tree.seed=7} runs the
     * full size.
     */
    @Test
    void randomOperationsAgreeWithAMap() throws Exception {
        long first = Long.getLong("quorate.tree.seed", 1);
        int steps = Integer.getInteger("quorate.tree.steps", 1500);
        for (long seed = first;
                seed < first + Integer.getInteger("quorate.tree.seeds", 3);
                seed++) {
            TreeStoreProperty.run(open(), seed, steps);
        }
    }

    @Test
    void theRestGoesWithTheFirstCheckpoint() throws Exception {
        TreeStore store = open();
        TreeBatch batch = store.batch();
        assertThat(store.debt()).isZero();
        TreeProbe.create(batch, "/a", "1", 1, TreeProbe.T0);
        batch.seal(1);
        batch.publish();
        assertThat(store.debt()).isPositive();
        var checkpoint = store.beginCheckpoint();
        assertThat(checkpoint.zxid()).isEqualTo(1);
        TreeProbe.create(batch, "/b", "1", 2, TreeProbe.T0);
        batch.seal(2);
        batch.publish();
        checkpoint.write();
        assertThat(store.complete(checkpoint)).as("the log may go below").isIn(-1L, 1L);
        assertThat(store.debt()).isPositive();
        var second = store.beginCheckpoint();
        assertThat(store.complete(second)).isEqualTo(-1);
        var third = store.beginCheckpoint();
        third.write();
        assertThat(store.complete(third)).as("the log may go below").isIn(-1L, 2L);
        assertThat(store.debt()).isZero();
    }
}
