package io.quorate.sessions;

/**
 * The time by which sessions expire. It moves with the turns of the replica's loop, and a gap
 * between two turns counts as half a tick at most: what clients and other servers said during a
 * pause waits to be heard, so a pause expires nobody. Loop thread only.
 *
 * <p>Source: consensus SPI M2.
 */
public final class SessionClock {

    private final int tickMillis;
    private long lastMillis;
    private long countedMillis;

    /**
     * @param tickMillis {@code tickTime}
     * @param nowMillis monotonic
     */
    public SessionClock(int tickMillis, long nowMillis) {
        this.tickMillis = tickMillis;
        this.lastMillis = nowMillis;
        this.countedMillis = nowMillis;
    }

    /**
     * A turn of the loop has come; several per tick are due.
     *
     * @param nowMillis monotonic
     * @return ms that are not counted, 0 if there was no pause
     */
    public long turn(long nowMillis) {
        long passed = nowMillis - lastMillis;
        long counted = Math.min(passed, Math.max(1, tickMillis / 2));
        lastMillis = nowMillis;
        countedMillis += counted;
        return passed - counted;
    }

    /** Ms counted; not beyond the monotonic clock. */
    public long nowMillis() {
        return countedMillis;
    }

    /** What a time of this clock is on the monotonic clock, if no further pause comes. */
    public long monotonic(long millis) {
        return millis + lastMillis - countedMillis;
    }
}
