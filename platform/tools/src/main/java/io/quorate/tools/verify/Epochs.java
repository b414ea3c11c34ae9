package io.quorate.tools.verify;

/**
 * The two epochs of hard state, -1 where there is none.
 *
 * @param accepted the highest one promised
 * @param current that of the newest leader whose whole initial history is in the log
 */
record Epochs(long accepted, long current) {

    /** A server that was never one of several has none. */
    boolean isThere() {
        return accepted >= 0 || current >= 0;
    }
}
