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
    private final long epochPatienceNanos;
    private long lastNanos;
    private long counted;

    Timing(EnsembleSettings settings, ZabSettings own) {
        tickNanos = settings.tickMillis() * NANOS_PER_MILLI;
        initNanos = settings.initLimitTicks() * tickNanos;
        syncNanos = settings.syncLimitTicks() * tickNanos;
        connectMillis =
                Math.max(
                        1,
                        (own.connectTicks() > 0 ? own.connectTicks() : settings.initLimitTicks())
                                * settings.tickMillis());
        int patience = own.epochWaitMillisMax();
        epochPatienceNanos = patience < 0 ? -1 : nanos(patience);
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

    long connectNanos() {
        return nanos(connectMillis);
    }

    /**
     * How long a leader that waits for an epoch overlooks that its voters look again; negative: as
     * long as it waits.
     */
    long epochPatienceNanos() {
        return epochPatienceNanos;
    }

    static long nanos(long millis) {
        return millis * NANOS_PER_MILLI;
    }
}
