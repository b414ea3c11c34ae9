package io.quorate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Znode;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageException.Kind;
import io.quorate.storage.StorageNotice;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The same on a simulated disk, through every crash and fault.
 *
 * <p>The random crash runs default to 200 seeds; {@code -Dquorate.test.seeds=n} sets another
 * number. A failure names its seed.
 */
public abstract class StorageCrashContract extends StorageEngineContract {

    private static final int SEEDS = Integer.getInteger("quorate.test.seeds", 200);

    private static final StorageDirs DIRS = new StorageDirs(Path.of("/data"), Path.of("/log"));

    protected SimDisk disk;
    private final Map<Long, Long> digests = new HashMap<>();

    /** What the names of the files have in them to which a checkpoint is written. */
    protected String checkpointFiles() {
        return "snapshot";
    }

    @BeforeEach
    @Override
    void makeDisk() {
        fresh(1);
    }

    private void fresh(long seed) {
        disk = new SimDisk(seed);
        use(disk, DIRS);
    }

    @Test
    void aCrashAtAnyOperationKeepsWhatWasDurable() throws Exception {
        long total = countOperations();
        for (SimDisk.Survival survival : SimDisk.Survival.values()) {
            for (long count = 0; count <= total; count++) {
                crashAndCheck(
                        "crash after " + count + " operations, " + survival + " survives",
                        count,
                        survival,
                        7);
            }
        }
    }

    @Test
    void randomCrashesKeepWhatWasDurable() throws Exception {
        long total = countOperations();
        for (int seed = 0; seed < SEEDS; seed++) {
            crashAndCheck(
                    "seed " + seed,
                    new Random(seed).nextLong(total + 1),
                    SimDisk.Survival.SOME,
                    seed);
        }
    }

    private long countOperations() throws Exception {
        fresh(0);
        try (StorageEngine engine = open()) {
            workload(engine, new long[1], true);
        }
        return disk.operations();
    }

    /**
     * Transactions, checkpoints and purges; {@code durable[0]} is kept up to date. Recording goes
     * in single steps.
     */
    private void workload(StorageEngine engine, long[] durable, boolean record)
            throws StorageException {
        EngineScript script = new EngineScript(engine);
        digests.put(0L, digests.getOrDefault(0L, script.digest()));
        for (int round = 1; round <= 12; round++) {
            for (int batch = 1; batch <= 3; batch++) {
                for (int part = 0; part < (record ? batch : 1); part++) {
                    script.run(record ? 1 : batch);
                    durable[0] = script.durable();
                    if (record) {
                        digests.put(script.zxid(), script.digest());
                    }
                }
            }
            if (round % 2 == 0) {
                script.checkpoint();
            }
            if (round == 10) {
                engine.purge();
            }
        }
    }

    private void crashAndCheck(String name, long count, SimDisk.Survival survival, int seed)
            throws Exception {
        fresh(seed);
        disk.survival(survival);
        disk.crashAfter(count);
        long[] durable = new long[1];
        try {
            workload(open(), durable, false);
            disk.crash();
        } catch (SimCrash expected) {
            // The point of it.
        }
        disk.restart();
        disk.crashAfter(seed % 11);
        try {
            open();
            disk.crash();
        } catch (SimCrash expected) {
            // Recovery must bear it too.
        }
        disk.restart();
        for (int start = 1; start <= 2; start++) {
            try (StorageEngine engine = open()) {
                EngineScript script = new EngineScript(engine);
                assertThat(script.zxid()).as(name).isBetween(durable[0], durable[0] + 3);
                assertThat(script.digest()).as(name).isEqualTo(digests.get(script.zxid()));
            }
        }
    }

    @Test
    void aCrashDuringAnInstallLeavesTheOldOrTheNewState() throws Exception {
        fresh(0);
        long before;
        long after;
        try (StorageEngine engine = open()) {
            new EngineScript(engine).run(10);
            before = disk.operations();
            install(engine, true);
            engine.journal().resetTo(1000);
            after = disk.operations();
        }
        for (SimDisk.Survival survival : SimDisk.Survival.values()) {
            for (long count = 0; count <= after - before; count++) {
                crashDuringInstall(
                        "crash after " + count + " operations, " + survival + " survives",
                        count,
                        survival);
            }
        }
    }

    private void crashDuringInstall(String name, long count, SimDisk.Survival survival)
            throws Exception {
        fresh(count);
        StorageEngine engine = open();
        new EngineScript(engine).run(10);
        disk.survival(survival);
        disk.crashAfter(count);
        boolean finished = false;
        try {
            install(engine, true);
            finished = true;
            engine.journal().resetTo(1000);
            disk.crash();
        } catch (SimCrash expected) {
            // The point of it.
        }
        disk.restart();
        try (StorageEngine again = open()) {
            NodeRecord node = new NodeRecord();
            long zxid = again.tree().version().position().zxid();
            if (zxid == 1000) {
                assertThat(again.tree().version().get(Znode.of("/installed39"), node))
                        .as(name)
                        .isTrue();
                assertThat(again.tree().version().get(EngineScript.path(1), node))
                        .as(name)
                        .isFalse();
                assertThat(again.tree().version().sessionTimeoutMillis(77))
                        .as(name)
                        .isEqualTo(5000);
                again.journal().append(1001, JournalContract.payload(1001, 0));
                assertThat(again.journal().sync()).as(name).isEqualTo(1001);
            } else {
                assertThat(finished).as(name).isFalse();
                assertThat(new EngineScript(again).zxid()).as(name).isEqualTo(10);
            }
        }
    }

    @Test
    void aFaultOfTheJournalPoisonsEverythingThatWrites() throws Exception {
        try (StorageEngine engine = open()) {
            EngineScript script = new EngineScript(engine);
            script.run(5);
            Checkpoint checkpoint = engine.tree().beginCheckpoint();
            disk.fail(SimDisk.Operation.SYNC, "log.", "Input/output error");
            assertKind(() -> script.run(1), Kind.IO);
            assertKind(() -> engine.journal().sync(), Kind.POISONED);
            assertKind(() -> engine.metadata().put("epoch", new byte[1]), Kind.POISONED);
            assertKind(checkpoint::write, Kind.POISONED);
            assertKind(engine::purge, Kind.POISONED);
        }
    }

    @Test
    void aFailedCheckpointHarmsNothing() throws Exception {
        try (StorageEngine engine = open()) {
            EngineScript script = new EngineScript(engine);
            script.run(5);
            disk.fail(SimDisk.Operation.SYNC, checkpointFiles(), "Input/output error");
            assertKind(script::checkpoint, Kind.IO);
            assertThat(host.notices())
                    .extracting(StorageNotice::kind)
                    .contains(StorageNotice.Kind.CHECKPOINT_FAILED);
            assertThat(engine.tree().debt()).isPositive();
            script.run(5);
            assertThat(script.checkpoint()).isEqualTo(10);
        }
        try (StorageEngine engine = open()) {
            assertThat(engine.tree().version().position().zxid()).isEqualTo(10);
        }
    }

    @Test
    void aFullDiskIsToldEarlyAndForgottenWhenThereIsSpace() throws Exception {
        host = new SimStorageHost(disk, SimStorageHost.withReserve(20_000));
        try (StorageEngine engine = open()) {
            EngineScript script = new EngineScript(engine);
            script.run(5);
            disk.capacity(disk.used() + 15_000);
            assertThat(engine.hasReserve()).isFalse();
            script.run(20);
            disk.capacity(disk.used());
            assertKind(script::checkpoint, Kind.NO_SPACE);
            disk.capacity(1_000_000);
            assertThat(engine.hasReserve()).isTrue();
            assertThat(host.notices())
                    .extracting(StorageNotice::kind)
                    .containsSubsequence(
                            StorageNotice.Kind.LOW_SPACE,
                            StorageNotice.Kind.CHECKPOINT_FAILED,
                            StorageNotice.Kind.SPACE_RETURNED);
            script.run(5);
            assertThat(script.checkpoint()).isEqualTo(30);
        }
    }
}
