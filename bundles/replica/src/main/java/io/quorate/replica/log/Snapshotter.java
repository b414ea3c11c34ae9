package io.quorate.replica.log;

import io.quorate.replica.host.ReplicaHost;
import io.quorate.replica.settings.SnapshotSettings;
import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a checkpoint is due and has it written in the background while writes go on; what
 * the engine does not need of the log any more goes then. A failed checkpoint is reported and tried
 * again later. All methods on the loop. Source: spec disk-format section 13, docs/adr/0086.
 */
public final class Snapshotter {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

    private final StorageEngine engine;
    private final LogWriter log;
    private final ReplicaHost host;
    private final CheckpointSchedule schedule;
    private final Summary millis = new Summary("snapshottime", false);
    private final Counter failures = new Counter("snapshot_error_count");
    private boolean running;

    public Snapshotter(
            SnapshotSettings settings,
            StorageEngine engine,
            LogWriter log,
            ReplicaHost host,
            long seed) {
        this.engine = engine;
        this.log = log;
        this.host = host;
        this.schedule = new CheckpointSchedule(settings, engine.tree(), host.clock(), seed);
    }

    public Summary millis() {
        return millis;
    }

    public Counter failures() {
        return failures;
    }

    /** A transaction of so many bytes has been applied. */
    public void applied(int payloadBytes) {
        schedule.applied(payloadBytes);
    }

    /** One is due at once, because none holds what is here. */
    public void want() {
        schedule.want();
    }

    /** Begins a checkpoint if one is due and the log is durable as far as the tree goes. */
    public void checkDue() {
        if (running || !schedule.isDue() || !hasHistory()) {
            return;
        }
        begin();
    }

    /** What nobody may take for the truth is not written either. */
    private boolean hasHistory() {
        return engine.damage() == null && engine.tree().batch().position().zxid() >= 0;
    }

    private void begin() {
        running = true;
        schedule.begun();
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

    private void finish(Checkpoint checkpoint, long begin, @Nullable StorageException failure) {
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
            schedule.failed();
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
}
