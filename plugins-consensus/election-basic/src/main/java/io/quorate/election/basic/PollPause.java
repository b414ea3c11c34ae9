package io.quorate.election.basic;

import java.util.SplittableRandom;

/**
 * When a server polls again that has not found a quorum that agrees: after a random pause, whose
 * bound doubles. Whoever has not answered is waited for a little longer. Source: spec
 * election-basic section 4.
 */
final class PollPause {

    /** So long a poll waits for servers that have a link and do not answer. */
    static final long ANSWER_NANOS = 500_000_000L;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long firstNanos;
    private final long longestNanos;
    private SplittableRandom random = new SplittableRandom(0);
    private long boundNanos;
    private long sinceNanos;
    private long pauseNanos;

    PollPause(int firstMillis, int longestMillis) {
        firstNanos = firstMillis * NANOS_PER_MILLI;
        longestNanos = Math.max(firstMillis, longestMillis) * NANOS_PER_MILLI;
    }

    void seed(SplittableRandom source) {
        random = source;
    }

    /** The first poll of an election begins. */
    void start(long nowNanos) {
        boundNanos = firstNanos;
        next(nowNanos);
    }

    /** Another poll begins. */
    void next(long nowNanos) {
        sinceNanos = nowNanos;
        pauseNanos = boundNanos - random.nextLong(boundNanos / 2 + 1);
        boundNanos = Math.min(2 * boundNanos, longestNanos);
    }

    /**
     * Whether it is time for another one.
     *
     * @param answered whether everybody who has a link has answered
     */
    boolean isOver(long nowNanos, boolean answered) {
        long passed = nowNanos - sinceNanos;
        return passed >= pauseNanos && (answered || passed >= ANSWER_NANOS);
    }
}
