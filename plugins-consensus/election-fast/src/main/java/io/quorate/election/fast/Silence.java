package io.quorate.election.fast;

/**
 * When a vote is repeated because nobody spoke: after 200 ms, then after twice as long each time.
 * Source: spec quorum-protocol section 7.5.
 */
final class Silence {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long firstNanos;
    private final long longestNanos;
    private long patienceNanos;
    private long sinceNanos;

    Silence(int firstMillis, int longestMillis) {
        firstNanos = firstMillis * NANOS_PER_MILLI;
        longestNanos = longestMillis * NANOS_PER_MILLI;
    }

    void start(long nowNanos) {
        patienceNanos = firstNanos;
        sinceNanos = nowNanos;
    }

    /** Somebody spoke. */
    void broken(long nowNanos) {
        sinceNanos = nowNanos;
    }

    /** True once for each silence that lasted; the next one may last twice as long. */
    boolean isOver(long nowNanos) {
        if (nowNanos - sinceNanos < patienceNanos) {
            return false;
        }
        sinceNanos = nowNanos;
        patienceNanos = Math.min(2 * patienceNanos, longestNanos);
        return true;
    }
}
