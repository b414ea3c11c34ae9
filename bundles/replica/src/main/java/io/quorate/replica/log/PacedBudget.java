package io.quorate.replica.log;

import io.quorate.runtime.Clock;
import io.quorate.storage.IoBudget;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets background writers have so many bytes a second and a small burst at once, so that a snapshot
 * of a large tree neither fills the disk's queue in front of the journal nor keeps a core busy for
 * its whole length. Any thread; one writer at a time waits.
 */
public final class PacedBudget implements IoBudget {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long BURST_BYTES = 4L << 20;
    private static final long LONGEST_PARK_NANOS = 50_000_000L;

    private final Clock clock;
    private final long bytesPerSecond;
    private long freeAtNanos;
    private volatile boolean hurrying;

    /** {@code bytesPerSecond} at least 1. */
    public PacedBudget(long bytesPerSecond, Clock clock) {
        this.bytesPerSecond = bytesPerSecond;
        this.clock = clock;
        this.freeAtNanos = clock.nowNanos();
    }

    @Override
    public void take(long bytes) {
        long waitNanos = reserve(bytes);
        for (long until = clock.nowNanos() + waitNanos;
                waitNanos > 0;
                waitNanos = until - clock.nowNanos()) {
            if (hurrying || Thread.currentThread().isInterrupted()) {
                return;
            }
            LockSupport.parkNanos(Math.min(waitNanos, LONGEST_PARK_NANOS));
        }
    }

    /**
     * From now on nobody waits: the server stops, and a snapshot that is being written is worth
     * more finished than begun, for the next start replays the log behind it.
     */
    public void hurry() {
        hurrying = true;
    }

    /** Books the bytes; returns how long the caller must wait before writing them, ns. */
    synchronized long reserve(long bytes) {
        long now = clock.nowNanos();
        long burstNanos = nanosFor(BURST_BYTES);
        freeAtNanos = Math.max(freeAtNanos, now - burstNanos) + nanosFor(bytes);
        return Math.max(0, freeAtNanos - now);
    }

    private long nanosFor(long bytes) {
        return (long) ((double) bytes / bytesPerSecond * NANOS_PER_SECOND);
    }
}
