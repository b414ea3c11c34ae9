package io.quorate.election.fast;

/**
 * What the keys of this plugin say, see its table {@code META-INF/quorate/keys.txt}; all in
 * milliseconds. Immutable.
 *
 * <p>Source: spec quorum-protocol section 2.5.
 *
 * @param silenceMillisMin first silence after which a looking server repeats its vote
 * @param silenceMillisMax longest such silence
 * @param dialTimeoutMillis time to connect
 * @param preambleTimeoutMillis time an accepted connection has for its handshake; 0 or less: by
 *     ticks
 */
public record FastTimeouts(
        int silenceMillisMin,
        int silenceMillisMax,
        int dialTimeoutMillis,
        int preambleTimeoutMillis) {

    /** The defaults of the table. */
    public static final FastTimeouts DEFAULTS = new FastTimeouts(200, 60_000, 5_000, -1);

    public FastTimeouts {
        if (silenceMillisMin < 1 || silenceMillisMax < 1 || dialTimeoutMillis < 1) {
            throw new IllegalArgumentException("a time of the election is below one millisecond");
        }
    }
}
