package io.quorate.testkit;

import io.quorate.runtime.Clock;

/** A clock that stands still until it is advanced. Any thread. */
public final class VirtualClock implements Clock {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long WALL_ORIGIN_MILLIS = 1_700_000_000_000L;

    private volatile long nanos;
    private volatile long nanosPerLook;

    /** Moves on. */
    public void advanceMillis(long millis) {
        nanos += millis * NANOS_PER_MILLI;
    }

    /**
     * From now on every look at the clock takes so long: work takes time in proportion to looks.
     */
    public void eachLookTakesNanos(long lookNanos) {
        nanosPerLook = lookNanos;
    }

    @Override
    public long nowNanos() {
        if (nanosPerLook > 0) {
            nanos += nanosPerLook;
        }
        return nanos;
    }

    @Override
    public long wallMillis() {
        return WALL_ORIGIN_MILLIS + nanos / NANOS_PER_MILLI;
    }
}
