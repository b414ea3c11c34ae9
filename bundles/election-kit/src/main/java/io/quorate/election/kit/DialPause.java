package io.quorate.election.kit;

/**
 * How long to wait before the same server is dialled again: 100 ms, doubling to 2 s, from the start
 * anew when it was heard.
 */
final class DialPause {

    private static final long FIRST_NANOS = 100_000_000L;
    private static final long LONGEST_NANOS = 2_000_000_000L;

    /** How long a server that was knocked at has to call back. */
    private static final long CALL_NANOS = 1_000_000_000L;

    private long pauseNanos = FIRST_NANOS;
    private long notBeforeNanos;
    private long callUntilNanos;
    private boolean waits;
    private boolean knocked;

    boolean mayDial(long nowNanos) {
        return !waits || nowNanos - notBeforeNanos >= 0;
    }

    void dialled(long nowNanos) {
        waits = true;
        knocked = false;
        notBeforeNanos = nowNanos + pauseNanos;
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_NANOS);
    }

    /** The other side knows that it is wanted. */
    void knocked(long nowNanos) {
        waits = true;
        knocked = true;
        callUntilNanos = nowNanos + CALL_NANOS;
        notBeforeNanos = callUntilNanos;
    }

    boolean awaitsCall(long nowNanos) {
        return knocked && nowNanos - callUntilNanos < 0;
    }

    void reset() {
        pauseNanos = FIRST_NANOS;
        waits = false;
        knocked = false;
    }
}
