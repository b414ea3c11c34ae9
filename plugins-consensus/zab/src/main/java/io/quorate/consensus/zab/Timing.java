package io.quorate.consensus.zab;

import io.quorate.peer.EnsembleSettings;

/**
 * Time as the limits of the protocol count it. A server that stood still for a while (stopped
 * process, overloaded machine) has not heard its inbox yet, so a long gap between two ticks counts
 * as half a tick at most: it first drains what waits, then judges.
 *
 * <p>Source: spec quorum-protocol section 15, consensus SPI M2.
 */
final class Timing {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long tickNanos;
    private final long initNanos;
    private final long syncNanos;
    private final int connectMillis;
    private long lastNanos;
    private long counted;

    Timing(EnsembleSettings settings) {
        tickNanos = settings.tickMillis() * NANOS_PER_MILLI;
        initNanos = settings.initLimitTicks() * tickNanos;
        syncNanos = settings.syncLimitTicks() * tickNanos;
        int connectTicks = Settings.number(settings, "connectToLearnerMasterLimit", 0);
        connectMillis =
                Math.max(
                        1,
                        (connectTicks > 0 ? connectTicks : settings.initLimitTicks())
                                * settings.tickMillis());
    }

    void start(long nowNanos) {
        lastNanos = nowNanos;
    }

    void ticked(long nowNanos) {
        counted += Math.min(nowNanos - lastNanos, tickNanos / 2);
        lastNanos = nowNanos;
    }

    /** Nanoseconds counted so far; moves with ticks only. */
    long now() {
        return counted;
    }

    long tickNanos() {
        return tickNanos;
    }

    long halfTickNanos() {
        return tickNanos / 2;
    }

    /** What connecting and synchronising may take. */
    long initNanos() {
        return initNanos;
    }

    /** How long a server in step may be silent. */
    long syncNanos() {
        return syncNanos;
    }

    int connectMillis() {
        return connectMillis;
    }

    static long nanos(long millis) {
        return millis * NANOS_PER_MILLI;
    }
}
