package io.quorate.replica.log;

import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.settings.SnapshotSettings;
import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.DebtLimits;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a checkpoint is due and has it written in the background while writes go on; what
 * the engine does not need of the log any more goes then. A failed checkpoint is told and tried
 * again later. All methods on the loop. Source: spec disk-format section 13, docs/adr/0086.
 */
public final class Snapshotter {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

    /** Least time between a checkpoint that failed and the next one that only debt asks for. */
    private static final long RETRY_NANOS = 1_000_000_000L;

    private final StorageEngine engine;
    private final LogWriter log;
    private final ReplicaHost host;
    private final SnapshotSettings settings;
    private final long debtBytes;
    private final SplittableRandom random;
    private final Summary millis = new Summary("snapshottime", false);
    private final Counter failures = new Counter("snapshot_error_count");
    private int txns;
    private long bytes;
    private long dueTxns;
    private long dueBytes;
    private boolean running;

    /** Before this a checkpoint is not tried again because of its debt. */
    private long retryNanos;

    public Snapshotter(
            SnapshotSettings settings,
            StorageEngine engine,
            LogWriter log,
            ReplicaHost host,
            long seed) {
        this.settings = settings;
        this.engine = engine;
        this.log = log;
        this.host = host;
        this.debtBytes = engine.tree().debtLimits().softBytes();
        this.retryNanos = host.clock().nowNanos();
        this.random = new SplittableRandom(seed);
        drawDue();
    }

    public Summary millis() {
        return millis;
    }

    public Counter failures() {
        return failures;
    }

    /** A transaction of so many bytes has been applied. */
    public void applied(int payloadBytes) {
        txns++;
        bytes += payloadBytes;
    }

    /** One is due at once, because none holds what is here. */
    public void want() {
        dueTxns = -1;
    }

    /** Begins a checkpoint if one is due and the log is durable as far as the tree goes. */
    public void checkDue() {
        if (running || !isDue() || !hasHistory()) {
            return;
        }
        begin();
    }

    private boolean isDue() {
        return txns > dueTxns || bytes > dueBytes || isDebtHigh();
    }

    /** The engine has more outside its checkpoints than it wants. */
    private boolean isDebtHigh() {
        return debtBytes < DebtLimits.NONE.softBytes()
                && engine.tree().debt() >= debtBytes
                && host.clock().nowNanos() - retryNanos >= 0;
    }

    /** What nobody may take for the truth is not written either. */
    private boolean hasHistory() {
        return engine.damage() == null && engine.tree().batch().position().zxid() >= 0;
    }

    private void begin() {
        running = true;
        txns = 0;
        bytes = 0;
        drawDue();
        engine.tree().batch().publish();
        Checkpoint checkpoint = engine.tree().beginCheckpoint();
        long begin = host.clock().nowNanos();
        // It must not be durable before the log is.
        log.behind(
                () -> {
                    journalIsDurable(checkpoint);
                    host.workers().background().submit(() -> write(checkpoint, begin));
                });
    }

    private void journalIsDurable(Checkpoint checkpoint) {
        try {
            engine.journal().sync();
            checkpoint.journalIsDurable();
        } catch (StorageException failure) {
            throw host.faults().fatal("the log cannot be written", failure);
        }
    }

    private void write(Checkpoint checkpoint, long begin) {
        prepareLog();
        try {
            checkpoint.write();
            host.loop().execute(() -> finish(checkpoint, begin, null));
        } catch (StorageException failure) {
            host.loop().execute(() -> finish(checkpoint, begin, failure));
        }
    }

    /** Background: makes the next log file ready, so that beginning it costs no write anything. */
    public void prepareLog() {
        try {
            engine.journal().prepare();
        } catch (StorageException failure) {
            LOG.warn(
                    "The next log file could not be prepared; it is made when it is needed: {}",
                    failure.getMessage());
        }
    }

    private void finish(Checkpoint checkpoint, long begin, StorageException failure) {
        running = false;
        long notNeeded = engine.tree().complete(checkpoint);
        if (notNeeded >= 0) {
            host.workers().background().submit(() -> trim(notNeeded));
        }
        long took = (host.clock().nowNanos() - begin) / 1_000_000;
        if (failure == null) {
            millis.add(took);
            LOG.info(
                    "Snapshot at 0x{} written in {} ms", Long.toHexString(checkpoint.zxid()), took);
        } else {
            failures.add(1);
            retryNanos = host.clock().nowNanos() + RETRY_NANOS;
            LOG.error(
                    "Snapshot at 0x{} failed; it is tried again later",
                    Long.toHexString(checkpoint.zxid()),
                    failure);
        }
    }

    /** Background. */
    private void trim(long zxid) {
        try {
            engine.journal().trimBefore(zxid);
        } catch (StorageException failure) {
            LOG.warn(
                    "What is not needed of the log any more could not be removed: {}",
                    failure.getMessage());
        }
    }

    private void drawDue() {
        int snapCount = settings.snapCount();
        long snapBytes = settings.snapBytes();
        dueTxns = snapCount / 2L + random.nextInt(Math.max(1, snapCount / 2));
        dueBytes =
                snapBytes <= 0
                        ? Long.MAX_VALUE
                        : snapBytes / 2 + random.nextLong(Math.max(1, snapBytes / 2));
    }
}
