package io.quorate.gate.client;

/**
 * Bounds the bytes of large requests in flight. Replica's loop only. Source: spec client-protocol
 * section 13.3.
 */
final class LargeRequests {

    private final int thresholdBytes;
    private final long mostBytes;
    private long inFlightBytes;

    /**
     * Requests above {@code thresholdBytes} count, none if it is 0 or less; together they may have
     * {@code mostBytes}.
     */
    LargeRequests(int thresholdBytes, long mostBytes) {
        this.thresholdBytes = thresholdBytes;
        this.mostBytes = mostBytes;
    }

    boolean isOn() {
        return thresholdBytes > 0;
    }

    /** Whether a request of {@code bytes} may come in now. */
    boolean admits(int bytes) {
        return thresholdBytes <= 0 || bytes <= thresholdBytes || inFlightBytes + bytes <= mostBytes;
    }

    /** Counts a request in; the answer is what to {@link #release} later. */
    long reserve(int bytes) {
        long counted = bytes > thresholdBytes ? bytes : 0;
        inFlightBytes += counted;
        return counted;
    }

    void release(long reserved) {
        inFlightBytes -= reserved;
    }
}
