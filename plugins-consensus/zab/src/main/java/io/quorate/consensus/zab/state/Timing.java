package io.quorate.consensus.zab.state;

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

    private final long tickNanos;
    private final long initNanos;
    private final long syncNanos;
    private final int connectMillis;
    private final long epochPatienceNanos;
    private long lastNanos;
    private long counted;

    public Timing(Settings settings) {
        EnsembleSettings ensemble = settings.ensemble();
        ZabSettings own = settings.own();
        tickNanos = ensemble.tickMillis() * NANOS_PER_MILLI;
        initNanos = ensemble.initLimitTicks() * tickNanos;
        syncNanos = ensemble.syncLimitTicks() * tickNanos;
        connectMillis =
                Math.max(
                        1,
                        (own.connectTicks() > 0 ? own.connectTicks() : ensemble.initLimitTicks())
                                * ensemble.tickMillis());
        int patience = own.epochWaitMillisMax();
        epochPatienceNanos = patience < 0 ? -1 : nanos(patience);
    }

    public void start(long nowNanos) {
        lastNanos = nowNanos;
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

    /**
     * How long a leader that waits for an epoch overlooks that its voters look again; negative: as
     * long as it waits.
     */
    public long epochPatienceNanos() {
        return epochPatienceNanos;
    }

    public static long nanos(long millis) {
        return millis * NANOS_PER_MILLI;
    }
}
