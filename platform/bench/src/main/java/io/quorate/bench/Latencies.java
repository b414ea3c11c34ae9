package io.quorate.bench;

import java.util.Arrays;

/**
 * Counts durations in log-linear buckets, about 3 % wide. Not thread-safe; recording allocates
 * nothing.
 */
public final class Latencies {
    private static final int SUB_BITS = 5;
    private static final int SUB = 1 << SUB_BITS;
    private final long[] counts = new long[(64 - SUB_BITS) * SUB + SUB];
    private long total;
    private long maxNanos;

    void record(long nanos) {
        long value = Math.max(nanos, 1);
        counts[index(value)]++;
        total++;
        maxNanos = Math.max(maxNanos, value);
    }

    void clear() {
        Arrays.fill(counts, 0);
        total = 0;
        maxNanos = 0;
    }

    public long count() {
        return total;
    }

    public long maxNanos() {
        return maxNanos;
    }

    /** Upper bound of the bucket that holds the given share (0..1) of the durations. */
    public long quantileNanos(double share) {
        long wanted = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted && seen > 0) {
                return Math.min(upperBound(i), maxNanos);
            }
        }
        return maxNanos;
    }

    private static int index(long value) {
        int shift = Math.max(0, 63 - Long.numberOfLeadingZeros(value) - SUB_BITS);
        return shift * SUB + (int) (value >>> shift);
    }

    private static long upperBound(int index) {
        int shift = Math.max(0, index / SUB - 1);
        long top = index - (long) shift * SUB + 1;
        return (top << shift) - 1;
    }
}
