package io.quorate.consensus;

/**
 * Sessions that were active on a server, with their time-outs; index by index.
 *
 * @param sessionIds at most all sessions of the server; never changed after handing over
 * @param timeoutsMillis same length; never changed after handing over
 */
public record Touches(long[] sessionIds, int[] timeoutsMillis) {

    /** Nobody. */
    public static final Touches NONE = new Touches(new long[0], new int[0]);

    public Touches {
        if (sessionIds.length != timeoutsMillis.length) {
            throw new IllegalArgumentException(
                    sessionIds.length + " sessions with " + timeoutsMillis.length + " time-outs");
        }
    }

    /** Number of sessions. */
    public int count() {
        return sessionIds.length;
    }
}
