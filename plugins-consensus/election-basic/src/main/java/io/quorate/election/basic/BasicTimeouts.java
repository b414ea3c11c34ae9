package io.quorate.election.basic;

/**
 * What the keys of this plugin say, see its table {@code META-INF/quorate/keys.txt}; all in
 * milliseconds. Immutable.
 *
 * <p>Source: spec election-basic section 4.
 *
 * @param pauseMillisMin longest pause before the second poll of an election
 * @param pauseMillisMax longest pause between two polls; it doubles up to here
 * @param dialTimeoutMillis time to connect
 * @param preambleTimeoutMillis time an accepted connection has to introduce itself; 0 or less: by
 *     ticks
 */
public record BasicTimeouts(
        int pauseMillisMin, int pauseMillisMax, int dialTimeoutMillis, int preambleTimeoutMillis) {

    /** The defaults of the table. */
    public static final BasicTimeouts DEFAULTS = new BasicTimeouts(100, 2_000, 5_000, -1);

    public BasicTimeouts {
        if (pauseMillisMin < 1 || pauseMillisMax < 1 || dialTimeoutMillis < 1) {
            throw new IllegalArgumentException("a time of the election is below one millisecond");
        }
    }
}
