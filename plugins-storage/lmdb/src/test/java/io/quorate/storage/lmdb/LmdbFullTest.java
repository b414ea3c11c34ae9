package io.quorate.storage.lmdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Znode;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageNotice;
import io.quorate.storage.TreeBatch;
import io.quorate.testkit.SimStorageHost;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tree that has taken all its room is told early, and everything in it can be deleted. */
class LmdbFullTest {

    private static final long MAP_BYTES = 2L << 20;

    @TempDir Path folder;
    private long zxid;

    private static void checkpoint(StorageEngine engine) throws StorageException {
        Checkpoint checkpoint = engine.tree().beginCheckpoint();
        checkpoint.journalIsDurable();
        checkpoint.write();
        engine.tree().complete(checkpoint);
    }

    private int fill(StorageEngine engine, String prefix) throws StorageException {
        TreeBatch batch = engine.tree().batch();
        NodeRecord node = new NodeRecord();
        int made = 0;
        while (engine.hasReserve()) {
            for (int i = 0; i < 100; i++) {
                node.created(++zxid, 1, 0);
                node.data(new byte[1_000]);
                batch.put(Znode.of(prefix + made++), node);
                batch.seal(zxid);
            }
            batch.publish();
            checkpoint(engine);
        }
        return made;
    }

    private void delete(StorageEngine engine, String prefix, int count) throws StorageException {
        TreeBatch batch = engine.tree().batch();
        for (int i = 0; i < count; i++) {
            batch.remove(Znode.of(prefix + i));
            batch.seal(++zxid);
            if (i % 300 == 0) {
                batch.publish();
                checkpoint(engine);
            }
        }
        batch.publish();
        checkpoint(engine);
        checkpoint(engine);
    }

    @Test
    void whatFillsItCanBeDeletedAndItFillsAgain() throws Exception {
        LmdbSettings base = Engines.SETTINGS;
        LmdbSettings own =
                new LmdbSettings(
                        MAP_BYTES,
                        base.cacheBytes(),
                        base.debtBytes(),
                        base.viewMillis(),
                        base.journal());
        SimStorageHost host = new SimStorageHost(new FileDisk(), SimStorageHost.withoutReserve());
        LmdbFactory factory = new LmdbFactory(own);
        try (StorageEngine engine = factory.open(new StorageDirs(folder, folder), host)) {
            int first = fill(engine, "/first");
            assertThat(first).isGreaterThan(500);
            delete(engine, "/first", first);
            assertThat(engine.hasReserve()).isTrue();
            assertThat(fill(engine, "/second")).isBetween(first / 2, first * 2);
            assertThat(host.notices())
                    .extracting(StorageNotice::kind)
                    .containsExactly(
                            StorageNotice.Kind.LOW_SPACE,
                            StorageNotice.Kind.SPACE_RETURNED,
                            StorageNotice.Kind.LOW_SPACE);
        }
    }
}
