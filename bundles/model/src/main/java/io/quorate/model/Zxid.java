package io.quorate.model;

/**
 * Functions on transaction ids. A zxid is a {@code long}: leader epoch in the upper 32 bits,
 * counter in the lower 32.
 *
 * <p>Source: spec quorum-protocol section 1, semantics section 9.
 */
public final class Zxid {

    /** Largest counter of an epoch; the leader must start a new epoch before it would be passed. */
    public static final long COUNTER_MAX = 0xffffffffL;

    /** Largest epoch: with a greater one a zxid would be negative. There is none behind it. */
    public static final long EPOCH_MAX = 0x7fffffffL;

    private Zxid() {}

    /** Joins an epoch (0 to 2^31-1) and a counter (0 to {@link #COUNTER_MAX}). */
    public static long of(long epoch, long counter) {
        return (epoch << 32) | (counter & COUNTER_MAX);
    }

    /** The leader epoch of {@code zxid}. */
    public static long epoch(long zxid) {
        return zxid >>> 32;
    }

    /** The position of {@code zxid} within its epoch. */
    public static long counter(long zxid) {
        return zxid & COUNTER_MAX;
    }

    /**
     * True if {@code next} may come directly behind {@code previous}: the next counter, or the
     * first of a later epoch.
     */
    public static boolean follows(long previous, long next) {
        return next == previous + 1 || (epoch(next) > epoch(previous) && counter(next) == 1);
    }

    /** Lower-case hex without prefix or padding, as in file names. */
    public static String hex(long zxid) {
        return Long.toHexString(zxid);
    }

    /** Hex with the prefix {@code 0x}, as people and tools see it. */
    public static String text(long zxid) {
        return "0x" + Long.toHexString(zxid);
    }
}
