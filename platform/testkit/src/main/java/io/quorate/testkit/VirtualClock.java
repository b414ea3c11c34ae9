package io.quorate.testkit;

import io.quorate.runtime.Clock;

/** A clock that stands still until told. Any thread. */
public final class VirtualClock implements Clock {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long WALL_ORIGIN_MILLIS = 1_700_000_000_000L;

    private volatile long nanos;

    /** Moves on. */
    public void advanceMillis(long millis) {
        nanos += millis * NANOS_PER_MILLI;
    }

    @Override
    public long nowNanos() {
        return nanos;
    }

    @Override
    public long wallMillis() {
        return WALL_ORIGIN_MILLIS + nanos / NANOS_PER_MILLI;
    }
}
