package io.quorate.replica.settings;

/**
 * Times of sessions, and which are given.
 *
 * @param tickMillis {@code tickTime}, at least 1
 * @param minTimeoutMillis effective lower bound
 * @param maxTimeoutMillis effective upper bound, not below the lower
 * @param rules which sessions a server gives
 */
public record SessionSettings(
        int tickMillis, int minTimeoutMillis, int maxTimeoutMillis, SessionRules rules) {

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException with a sentence, in the words of the configuration file
     */
    public SessionSettings {
        if (tickMillis < 1) {
            throw new IllegalArgumentException("tickTime must be at least 1 ms, got " + tickMillis);
        }
        if (minTimeoutMillis > maxTimeoutMillis) {
            throw new IllegalArgumentException(
                    "minSessionTimeout ("
                            + minTimeoutMillis
                            + " ms) is above maxSessionTimeout ("
                            + maxTimeoutMillis
                            + " ms)");
        }
    }
}
