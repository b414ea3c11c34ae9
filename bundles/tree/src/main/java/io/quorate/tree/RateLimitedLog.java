package io.quorate.tree;

import org.slf4j.Logger;

/**
 * Warnings that may come with every request: at most one per interval, with the number of those
 * left out. Owner thread.
 */
final class RateLimitedLog {

    private final Logger log;
    private final long intervalMillis;
    private long lastMillis = Long.MIN_VALUE;
    private long leftOut;

    RateLimitedLog(Logger log, long intervalMillis) {
        this.log = log;
        this.intervalMillis = intervalMillis;
    }

    /** True if a line may be written now; otherwise it is counted as left out. */
    boolean isDue(long nowMillis) {
        if (lastMillis != Long.MIN_VALUE && Math.abs(nowMillis - lastMillis) < intervalMillis) {
            leftOut++;
            return false;
        }
        lastMillis = nowMillis;
        return true;
    }

    void warn(String message) {
        if (leftOut > 0) {
            log.warn("{} ({} like it not shown)", message, leftOut);
        } else {
            log.warn(message);
        }
        leftOut = 0;
    }
}
