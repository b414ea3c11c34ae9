package io.quorate.replica;

import io.quorate.runtime.Clock;
import io.quorate.runtime.Counter;
import io.quorate.runtime.FaultPolicy;
import io.quorate.runtime.Loop;
import io.quorate.runtime.Summary;
import io.quorate.runtime.Worker;
import io.quorate.storage.Checkpoint;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a checkpoint is due and has it written in the background while writes go on. A
 * failed one is told and tried again later. All methods on the loop. Source: spec disk-format
 * section 13.
 */
final class Snapshotter {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

    private final StorageEngine engine;
    private final LogWriter log;
    private final Worker background;
    private final Loop loop;
    private final Clock clock;
    private final FaultPolicy faults;
    private final int snapCount;
    private final long snapBytes;
    private final SplittableRandom random;
    private final Summary millis = new Summary("snapshottime", false);
    private final Counter failures = new Counter("snapshot_error_count");
    private int txns;
    private long bytes;
    private long dueTxns;
    private long dueBytes;
    private boolean running;

    Snapshotter(
            ReplicaSettings settings,
            StorageEngine engine,
            LogWriter log,
            Worker background,
            Loop loop,
            Clock clock,
            FaultPolicy faults,
            long seed) {
        this.engine = engine;
        this.log = log;
        this.background = background;
        this.loop = loop;
        this.clock = clock;
        this.faults = faults;
        this.snapCount = settings.snapCount();
        this.snapBytes = settings.snapBytes();
        this.random = new SplittableRandom(seed);
        drawDue();
    }

    Summary millis() {
        return millis;
    }

    Counter failures() {
        return failures;
    }

    /** A transaction of so many bytes has been applied. */
    void applied(int payloadBytes) {
        txns++;
        bytes += payloadBytes;
    }

    /** One is due at once, because none holds what is here. */
    void want() {
        dueTxns = -1;
    }

    /** Begins a checkpoint if one is due and the log is durable as far as the tree goes. */
    void checkDue() {
        if (running || (txns <= dueTxns && bytes <= dueBytes) || !hasHistory()) {
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
        txns = 0;
        bytes = 0;
        drawDue();
        engine.tree().batch().publish();
        Checkpoint checkpoint = engine.tree().beginCheckpoint();
        long begin = clock.nowNanos();
        // The log is rolled first, so that the files at and behind the checkpoint begin at or
        // before it; what the roll makes durable includes its zxid.
        log.behind(
                () -> {
                    roll();
                    background.submit(() -> write(checkpoint, begin));
                });
    }

    private void roll() {
        try {
            engine.journal().sync();
            engine.journal().roll();
        } catch (StorageException failure) {
            throw faults.fatal("the log cannot be rolled", failure);
        }
    }

    private void write(Checkpoint checkpoint, long begin) {
        prepareLog();
        try {
            checkpoint.write();
            loop.execute(() -> finish(checkpoint, begin, null));
        } catch (StorageException failure) {
            loop.execute(() -> finish(checkpoint, begin, failure));
        }
    }

    /** Background: makes the next log file ready, so that beginning it costs no write anything. */
    void prepareLog() {
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
        engine.tree().complete(checkpoint);
        long took = (clock.nowNanos() - begin) / 1_000_000;
        if (failure == null) {
            millis.add(took);
            LOG.info(
                    "Snapshot at 0x{} written in {} ms", Long.toHexString(checkpoint.zxid()), took);
        } else {
            failures.add(1);
            LOG.error(
                    "Snapshot at 0x{} failed; it is tried again later",
                    Long.toHexString(checkpoint.zxid()),
                    failure);
        }
    }

    private void drawDue() {
        dueTxns = snapCount / 2L + random.nextInt(Math.max(1, snapCount / 2));
        dueBytes =
                snapBytes <= 0
                        ? Long.MAX_VALUE
                        : snapBytes / 2 + random.nextLong(Math.max(1, snapBytes / 2));
    }
}
