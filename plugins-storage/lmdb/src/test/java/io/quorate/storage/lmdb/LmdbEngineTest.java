package io.quorate.storage.lmdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.Znode;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.ChildCursor;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PinnedView;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeStore;
import io.quorate.storage.lmdb.map.OrderedMap;
import io.quorate.testkit.SimStorageHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is this engine's own, on real files. */
class LmdbEngineTest {

    @TempDir Path folder;
    private SimStorageHost host;

    @BeforeEach
    void makeHost() {
        host = new SimStorageHost(new FileDisk(), SimStorageHost.withoutReserve());
    }

    private StorageEngine open() throws StorageException {
        return Engines.lmdb().open(new StorageDirs(folder, folder), host);
    }

    private static void create(StorageEngine engine, String path, int dataBytes, long zxid)
            throws StorageException {
        TreeBatch batch = engine.tree().batch();
        NodeRecord node = new NodeRecord();
        node.created(zxid, 1, 0);
        node.data(new byte[dataBytes]);
        batch.put(Znode.of(path), node);
        batch.seal(zxid);
        batch.publish();
    }

    private static void checkpoint(StorageEngine engine) throws StorageException {
        TreeStore tree = engine.tree();
        Checkpoint checkpoint = tree.beginCheckpoint();
        checkpoint.journalIsDurable();
        checkpoint.write();
        tree.complete(checkpoint);
    }

    @Test
    void noKeyIsTooLong() {
        for (int length : new int[] {1, 399, 400, 401, 441, 20_000}) {
            byte[] key = Keys.undo(Keys.node(-1, new byte[length], 0, length));
            assertThat(key.length).isLessThanOrEqualTo(OrderedMap.KEY_BYTES_MAX);
        }
    }

    @Test
    void longNamesDeepPathsAndLargeDataComeBackFromTheFile() throws Exception {
        Map<String, String> before;
        StringBuilder deep = new StringBuilder();
        String alike = "/" + "n".repeat(5_000);
        try (StorageEngine engine = open()) {
            create(engine, alike + "a", 10, 1);
            create(engine, alike + "b", 10, 2);
            create(engine, "/large", 1 << 20, 3);
            for (int level = 0; level < 1_000; level++) {
                create(engine, deep.append("/d").toString(), 1, 4 + level);
            }
            checkpoint(engine);
            before = Dump.of(engine.tree().version());
        }
        try (StorageEngine engine = open()) {
            assertThat(Dump.of(engine.tree().version())).isEqualTo(before);
            NodeRecord node = new NodeRecord();
            assertThat(engine.tree().batch().get(Znode.of("/large"), node)).isTrue();
            assertThat(node.dataLength).isEqualTo(1 << 20);
            assertThat(engine.tree().batch().get(Znode.of(alike + "c"), node)).isFalse();
        }
    }

    @Test
    void aViewFromBeforeSeesNothingOfLaterCheckpoints() throws Exception {
        try (StorageEngine engine = open()) {
            create(engine, "/a", 10, 1);
            checkpoint(engine);
            Checkpoint running = engine.tree().beginCheckpoint();
            PinnedView view = engine.tree().pin();
            Map<String, String> before = Dump.of(view);
            running.write();
            PinnedView between = engine.tree().pin();
            engine.tree().complete(running);
            engine.tree().batch().remove(Znode.of("/a"));
            create(engine, "/b", 20, 2);
            checkpoint(engine);
            assertThat(Dump.of(view)).isEqualTo(before);
            assertThat(Dump.of(between)).isEqualTo(before);
            assertThat(Dump.children(engine.tree().version(), "/"))
                    .containsExactly("b", "zookeeper");
            view.close();
            between.close();
        }
    }

    @Test
    void whatComesWhileACheckpointIsWrittenIsInTheNext() throws Exception {
        Map<String, String> before;
        try (StorageEngine engine = open()) {
            create(engine, "/a", 10, 1);
            TreeBatch batch = engine.tree().batch();
            NodeRecord node = new NodeRecord();
            node.created(2, 1, 0);
            batch.put(Znode.of("/sealed"), node);
            batch.seal(2);
            batch.put(Znode.of("/open"), node);
            Checkpoint running = engine.tree().beginCheckpoint();
            assertThat(running.zxid()).isEqualTo(1);
            running.write();
            batch.put(Znode.of("/open/below"), node);
            engine.tree().complete(running);
            assertThat(batch.get(Znode.of("/open/below"), node)).isTrue();
            batch.publish();
            assertThat(Dump.children(engine.tree().version(), "/"))
                    .containsExactly("a", "sealed", "zookeeper");
            batch.seal(3);
            batch.publish();
            before = Dump.of(engine.tree().version());
            checkpoint(engine);
            assertThat(engine.tree().debt()).isZero();
        }
        try (StorageEngine engine = open()) {
            assertThat(Dump.of(engine.tree().version())).isEqualTo(before);
        }
    }

    @Test
    void namesOfChildrenAreResidentOnceLoaded() throws Exception {
        try (StorageEngine engine = open()) {
            create(engine, "/p", 1, 1);
            for (int i = 0; i < 500; i++) {
                create(engine, "/p/c" + i, 1, 2 + i);
            }
            checkpoint(engine);
        }
        try (StorageEngine engine = open()) {
            TreeStore tree = engine.tree();
            assertThat(tree.readsMayBlock()).isTrue();
            assertThat(tree.isResident(Znode.of("/p"))).isFalse();
            tree.load(Znode.of("/p"));
            assertThat(tree.isResident(Znode.of("/p"))).isTrue();
            ChildCursor names = tree.batch().children(Znode.of("/p"));
            int count = 0;
            while (names.next()) {
                count++;
            }
            assertThat(count).isEqualTo(500).isEqualTo(names.count());
        }
    }

    @Test
    void aMissingTreeIsNoEmptyTree() throws Exception {
        try (StorageEngine engine = open()) {
            create(engine, "/a", 10, 1);
        }
        Files.delete(folder.resolve("version-2").resolve("lmdb.1"));
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        fault -> assertThat(fault.kind()).isEqualTo(StorageException.Kind.CORRUPT));
    }

    @Test
    void aTreeInZooKeepersFilesIsNotTouched() throws Exception {
        Path directory = Files.createDirectories(folder.resolve("version-2"));
        Files.write(directory.resolve("snapshot.0"), new byte[10]);
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        fault ->
                                assertThat(fault.kind())
                                        .isEqualTo(StorageException.Kind.WRONG_OWNER));
        assertThat(directory.resolve("quorate.owner")).doesNotExist();
    }
}
