package io.quorate.storage.filelog;

import io.quorate.model.Znode;
import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageSettings;
import io.quorate.storage.TreeBatch;
import io.quorate.testkit.JournalContract;
import io.quorate.testkit.SimStorageHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes and loads checkpoints of many znodes, and watches the journal's syncs meanwhile. Not a
 * test: run {@code main} with a directory on the disk to be measured and, if wanted, the number of
 * znodes.
 */
final class CheckpointBench {

    private static final int DATA_BYTES = 100;

    private CheckpointBench() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Files.createDirectories(Path.of(arguments[0]).resolve("checkpoint-bench"));
        int nodes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        StorageDirs dirs = new StorageDirs(root, root);
        SimStorageHost host = new SimStorageHost(new FileDisk(), StorageSettings.DEFAULTS);
        long[] next = {1};
        try (StorageEngine engine = new FilelogFactory().open(dirs, host)) {
            fill(engine.tree().batch(), nodes);
            syncs("syncs, nothing else going on", engine, next, null);
            for (int round = 0; round < 3; round++) {
                Checkpoint checkpoint = engine.tree().beginCheckpoint();
                engine.journal().sync();
                checkpoint.journalIsDurable();
                long begun = System.nanoTime();
                Thread writer = new Thread(() -> write(checkpoint));
                writer.start();
                syncs("syncs during a checkpoint", engine, next, writer);
                System.out.printf(
                        "checkpoint of %d znodes: %d ms%n",
                        nodes, (System.nanoTime() - begun) / 1_000_000);
                engine.tree().complete(checkpoint);
            }
            System.out.printf("bytes on disk: %s%n", engine.diskUse());
        }
        for (int round = 0; round < 3; round++) {
            long begun = System.nanoTime();
            try (StorageEngine engine = new FilelogFactory().open(dirs, host)) {
                System.out.printf(
                        "open with %d znodes: %d ms%n",
                        engine.tree().version().counts().nodes(),
                        (System.nanoTime() - begun) / 1_000_000);
            }
        }
    }

    private static void write(Checkpoint checkpoint) {
        try {
            checkpoint.write();
        } catch (StorageException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void fill(TreeBatch batch, int nodes) throws StorageException {
        NodeRecord node = new NodeRecord();
        for (int i = 0; i < nodes; i++) {
            if (i % 1000 == 0) {
                node.created(0, 1, 0);
                node.data(new byte[0]);
                batch.put(Znode.of("/d" + i / 1000), node);
            }
            node.created(0, 1, 0);
            node.data(new byte[DATA_BYTES]);
            batch.put(Znode.of("/d" + i / 1000 + "/node" + i), node);
        }
        batch.seal(0);
        batch.publish();
    }

    /** One entry per sync, until the thread has ended, or 2000 times. */
    private static void syncs(String name, StorageEngine engine, long[] next, Thread until)
            throws Exception {
        long[] nanos = new long[200_000];
        int count = 0;
        while (until == null ? count < 2000 : until.isAlive() && count < nanos.length) {
            byte[] payload = JournalContract.payload(next[0], 168);
            long before = System.nanoTime();
            engine.journal().append(next[0]++, payload);
            engine.journal().sync();
            nanos[count++] = System.nanoTime() - before;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        System.out.printf(
                "%s: %d, p50 %d us, p99 %d us, max %d us%n",
                name,
                count,
                sorted[count / 2] / 1000,
                sorted[count * 99 / 100] / 1000,
                sorted[count - 1] / 1000);
    }
}
