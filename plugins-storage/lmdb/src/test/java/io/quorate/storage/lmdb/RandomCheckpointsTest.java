package io.quorate.storage.lmdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.AclEntry;
import io.quorate.model.Identity;
import io.quorate.model.Znode;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.PathCursor;
import io.quorate.storage.PinnedView;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import io.quorate.storage.TreeIndex;
import io.quorate.storage.TreeReader;
import io.quorate.storage.TreeStore;
import io.quorate.storage.kit.heap.HeapTree;
import io.quorate.storage.kit.heap.TreeImages;
import io.quorate.testkit.SimStorageHost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random changes with checkpoints begun, written, failed and completed between them, and with
 * restarts: the tree in LMDB agrees with the tree on the heap. {@code -Dquorate.test.seeds=n} sets
 * how many runs.
 */
class RandomCheckpointsTest {

    private static final int SEEDS = Integer.getInteger("quorate.test.seeds", 10);
    private static final int STEPS = 1_500;

    @TempDir Path folder;

    @Test
    void theTreeInTheFileIsTheTreeOnTheHeap() throws Exception {
        for (int seed = 1; seed <= SEEDS; seed++) {
            new Run(folder.resolve(String.valueOf(seed)), seed).run();
        }
    }

    private record Pinned(PinnedView view, Map<String, String> content) {}

    private static final class Run {
        private final SimStorageHost host =
                new SimStorageHost(new FileDisk(), SimStorageHost.withoutReserve());
        private final HeapTree model = HeapTree.empty(false, TreeImages.NONE);
        private final List<Pinned> pinned = new ArrayList<>();
        private final NodeRecord node = new NodeRecord();
        private final Path directory;
        private final Random random;
        private final String name;
        private StorageEngine engine;
        private @Nullable Checkpoint running;
        private long zxid;
        private long writtenZxid;

        Run(Path directory, int seed) throws StorageException {
            this.directory = directory;
            random = new Random(seed);
            name = "seed " + seed;
            engine = open();
        }

        private StorageEngine open() throws StorageException {
            return Engines.lmdb().open(new StorageDirs(directory, directory), host);
        }

        void run() throws StorageException {
            for (int step = 0; step < STEPS; step++) {
                int kind = random.nextInt(100);
                if (kind < 70) {
                    change();
                } else if (kind < 85) {
                    seal();
                } else if (kind < 93) {
                    publish();
                } else if (kind < 98) {
                    checkpoint();
                } else if (kind < 99) {
                    pin();
                } else {
                    restart();
                }
            }
            restart();
            engine.close();
        }

        private void change() throws StorageException {
            Znode path = path();
            Znode parent = path.parent();
            NodeRecord known = new NodeRecord();
            boolean there = model.batch().get(path, known);
            if (!model.batch().get(parent, node)) {
                return;
            }
            int kind = random.nextInt(10);
            if (there && kind < 3) {
                both(batch -> batch.remove(path));
            } else if (kind < 4) {
                both(batch -> batch.session(zxid % 7, zxid % 3 == 0 ? -1 : (int) zxid));
            } else if (kind < 6) {
                int cversion = random.nextInt();
                both(batch -> batch.counters(parent, cversion, zxid));
            } else {
                put(path, known, there);
            }
        }

        private void put(Znode path, NodeRecord known, boolean there) throws StorageException {
            byte[] data = new byte[random.nextInt(20) == 0 ? 6_000 : random.nextInt(50)];
            random.nextBytes(data);
            long owner = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0;
            String who = "10.0.0." + random.nextInt(3);
            boolean guarded = random.nextInt(3) == 0;
            both(
                    batch -> {
                        node.created(zxid, 5, owner);
                        if (there) {
                            node.czxid = known.czxid;
                            node.cversion = known.cversion;
                        } else {
                            node.cversion = 0;
                        }
                        node.data(data);
                        node.aclId =
                                guarded
                                        ? batch.acl(
                                                List.of(new AclEntry(31, new Identity("ip", who))))
                                        : NodeRecord.OPEN_ACL;
                        batch.put(path, node);
                    });
        }

        private interface Change {
            void in(TreeBatch batch) throws StorageException;
        }

        private void both(Change change) throws StorageException {
            change.in(model.batch());
            change.in(engine.tree().batch());
            assertThat(engine.tree().batch().digest()).as(name).isEqualTo(model.batch().digest());
        }

        private Znode path() {
            StringBuilder path = new StringBuilder();
            for (int level = random.nextInt(3); level >= 0; level--) {
                path.append('/').append((char) ('a' + random.nextInt(5)));
            }
            return Znode.of(random.nextInt(10) == 0 ? path + "x".repeat(450) : path.toString());
        }

        private void seal() throws StorageException {
            zxid++;
            both(batch -> batch.seal(zxid));
        }

        private void publish() throws StorageException {
            both(TreeBatch::publish);
            assertSame(engine.tree().version());
        }

        private void assertSame(TreeReader tree) throws StorageException {
            TreeReader expected = model.version();
            assertThat(tree.position()).as(name).isEqualTo(expected.position());
            assertThat(Dump.of(tree)).as(name).isEqualTo(Dump.of(expected));
            assertThat(tree.counts()).as(name).isEqualTo(expected.counts());
            for (long owner = 1; owner <= 3; owner++) {
                assertThat(owned(tree, owner)).as(name).isEqualTo(owned(expected, owner));
            }
            for (long session = 0; session < 7; session++) {
                assertThat(tree.sessionTimeoutMillis(session))
                        .as(name)
                        .isEqualTo(expected.sessionTimeoutMillis(session));
            }
        }

        private static TreeSet<String> owned(TreeReader tree, long owner) throws StorageException {
            TreeSet<String> paths = new TreeSet<>();
            for (PathCursor each = tree.index(TreeIndex.EPHEMERAL, owner); each.next(); ) {
                paths.add(each.path().toString());
            }
            return paths;
        }

        /** The next step of one: begun, written or not, completed. */
        private void checkpoint() throws StorageException {
            TreeStore tree = engine.tree();
            if (running == null) {
                running = tree.beginCheckpoint();
                if (random.nextInt(4) > 0) {
                    running.journalIsDurable();
                    if (random.nextBoolean()) {
                        pin();
                    }
                    running.write();
                    writtenZxid = running.zxid();
                }
            } else {
                tree.complete(running);
                running = null;
                assertSame(tree.version());
            }
        }

        private void pin() throws StorageException {
            pinned.add(new Pinned(engine.tree().pin(), Dump.of(model.version())));
            if (pinned.size() > 5) {
                Pinned oldest = pinned.removeFirst();
                assertThat(Dump.of(oldest.view)).as(name).isEqualTo(oldest.content);
                oldest.view.close();
            }
        }

        private void restart() throws StorageException {
            seal();
            publish();
            if (running != null) {
                checkpoint();
            }
            // Transactions without a change are no debt.
            while (running != null || writtenZxid < zxid) {
                checkpoint();
            }
            assertThat(engine.tree().debt()).as(name).isZero();
            for (Pinned each : pinned) {
                assertThat(Dump.of(each.view)).as(name).isEqualTo(each.content);
            }
            pinned.clear();
            engine.close();
            running = null;
            engine = open();
            assertSame(engine.tree().version());
        }
    }
}
