package io.quorate.replica.log;

import io.quorate.replica.settings.SnapshotSettings;
import io.quorate.runtime.Clock;
import io.quorate.storage.DebtLimits;
import io.quorate.storage.TreeStore;
import java.util.SplittableRandom;

/**
 * When a checkpoint is due: after so many transactions or bytes, drawn anew each time so that the
 * servers of an ensemble do not write at once, or when the storage has more outside its checkpoints
 * than it wants. Loop thread only. Source: spec disk-format section 13, docs/adr/0086.
 */
final class CheckpointSchedule {

    /** Least time between a checkpoint that failed and the next one that only debt asks for. */
    private static final long RETRY_NANOS = 1_000_000_000L;

    private final SnapshotSettings settings;
    private final TreeStore tree;
    private final Clock clock;
    private final SplittableRandom random;
    private final long debtBytes;
    private int txns;
    private long bytes;
    private long dueTxns;
    private long dueBytes;

    /** Before this a checkpoint is not tried again because of its debt. */
    private long retryNanos;

    CheckpointSchedule(SnapshotSettings settings, TreeStore tree, Clock clock, long seed) {
        this.settings = settings;
        this.tree = tree;
        this.clock = clock;
        this.debtBytes = tree.debtLimits().softBytes();
        this.retryNanos = clock.nowNanos();
        this.random = new SplittableRandom(seed);
        drawDue();
    }

    /** A transaction of so many bytes has been applied. */
    void applied(int payloadBytes) {
        txns++;
        bytes += payloadBytes;
    }

    /** One is due at once. */
    void want() {
        dueTxns = -1;
    }

    boolean isDue() {
        return txns > dueTxns || bytes > dueBytes || isDebtHigh();
    }

    private boolean isDebtHigh() {
        return debtBytes < DebtLimits.NONE.softBytes()
                && tree.debt() >= debtBytes
                && clock.nowNanos() - retryNanos >= 0;
    }

    /** One has begun; the next is due later. */
    void begun() {
        txns = 0;
        bytes = 0;
        drawDue();
    }

    /** It could not be written. */
    void failed() {
        retryNanos = clock.nowNanos() + RETRY_NANOS;
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
