package io.quorate.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Distribution of a measured value: count, sum, least, greatest and quantiles (within 1/16 of the
 * value). One thread writes; a reader on another thread may see a value or two less.
 */
public final class Summary {

    private static final int SUB_BITS = 4;
    private static final int SUB = 1 << SUB_BITS;
    private static final int BUCKETS = (64 - SUB_BITS) * SUB;

    private final String name;
    private final int @Nullable [] counts;
    private long count;
    private long sum;
    private long min;
    private long max;

    /**
     * @param name as it appears in {@code mntr} behind {@code avg_}, {@code min_} …
     * @param quantiles whether {@code p50_} … are kept
     */
    public Summary(String name, boolean quantiles) {
        this.name = name;
        this.counts = quantiles ? new int[BUCKETS] : null;
        reset();
    }

    public String name() {
        return name;
    }

    public boolean hasQuantiles() {
        return counts != null;
    }

    /** Owner thread only; negative values count as 0. */
    public void add(long measured) {
        long value = Math.max(0, measured);
        count++;
        sum += value;
        min = Math.min(min, value);
        max = Math.max(max, value);
        if (counts != null) {
            counts[bucket(value)]++;
        }
    }

    /** Owner thread only. */
    public void reset() {
        count = 0;
        sum = 0;
        min = Long.MAX_VALUE;
        max = 0;
        if (counts != null) {
            Arrays.fill(counts, 0);
        }
    }

    public long count() {
        return count;
    }

    public long sum() {
        return sum;
    }

    /** 0 if nothing was measured. */
    public long min() {
        return count == 0 ? 0 : min;
    }

    public long max() {
        return max;
    }

    /** 0 if nothing was measured. */
    public double average() {
        return count == 0 ? 0 : (double) sum / count;
    }

    /**
     * The value that the fraction {@code quantile} (0 to 1) of measurements does not exceed; 0 if
     * nothing was measured.
     */
    public long quantile(double quantile) {
        long wanted = (long) Math.ceil(quantile * count);
        long seen = 0;
        for (int at = 0; counts != null && at < BUCKETS; at++) {
            seen += counts[at];
            if (seen >= wanted && seen > 0) {
                return Math.min(max, lowest(at));
            }
        }
        return max;
    }

    private static int bucket(long value) {
        if (value < SUB) {
            return (int) value;
        }
        int shift = 63 - Long.numberOfLeadingZeros(value) - SUB_BITS;
        return (shift + 1) * SUB + (int) ((value >>> shift) - SUB);
    }

    private static long lowest(int bucket) {
        int group = bucket / SUB;
        return group == 0 ? bucket : (long) (bucket % SUB + SUB) << (group - 1);
    }
}
