package io.quorate.consensus.kit.state;

import io.quorate.peer.EnsembleSettings;

/**
 * Time as the limits of the protocol count it. A server that stood still for a while (stopped
 * process, overloaded machine) has not heard its inbox yet, so a long gap between two ticks counts
 * as half a tick at most: it first drains what waits, then judges.
 *
 * <p>Source: spec quorum-protocol section 15, consensus SPI M2.
 */
public final class Timing {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private static final long QUORUM_PATIENCE_NANOS_MAX = 3_000 * NANOS_PER_MILLI;

    private final long tickNanos;
    private final long initNanos;
    private final long syncNanos;
    private final int connectMillis;
    private long lastNanos;
    private long counted;
    private long stepNanos;

    public Timing(Settings settings) {
        EnsembleSettings ensemble = settings.ensemble();
        tickNanos = ensemble.tickMillis() * NANOS_PER_MILLI;
        initNanos = ensemble.initLimitTicks() * tickNanos;
        syncNanos = ensemble.syncLimitTicks() * tickNanos;
        connectMillis =
                Math.max(
                        1,
                        (settings.connectTicks() > 0
                                        ? settings.connectTicks()
                                        : ensemble.initLimitTicks())
                                * ensemble.tickMillis());
    }

    public void start(long nowNanos) {
        lastNanos = nowNanos;
    }

    /** A step begins. */
    public void stepping(long nowNanos) {
        stepNanos = nowNanos;
    }

    /** The monotonic time of this step, which never stands still. */
    public long clockNanos() {
        return stepNanos;
    }

    public void ticked(long nowNanos) {
        counted += Math.min(nowNanos - lastNanos, tickNanos / 2);
        lastNanos = nowNanos;
    }

    /** Nanoseconds counted so far; moves with ticks only. */
    public long now() {
        return counted;
    }

    public long tickNanos() {
        return tickNanos;
    }

    public long halfTickNanos() {
        return tickNanos / 2;
    }

    /** What connecting and synchronising may take. */
    public long initNanos() {
        return initNanos;
    }

    /**
     * So long a new leader waits for a quorum at least. A voter that has chosen it dials it at
     * once, and for three seconds at most.
     */
    public long quorumPatienceNanos() {
        return Math.min(initNanos / 2, QUORUM_PATIENCE_NANOS_MAX);
    }

    /** How long a server in step may be silent. */
    public long syncNanos() {
        return syncNanos;
    }

    public int connectMillis() {
        return connectMillis;
    }

    public long connectNanos() {
        return nanos(connectMillis);
    }

    public static long nanos(long millis) {
        return millis * NANOS_PER_MILLI;
    }
}
