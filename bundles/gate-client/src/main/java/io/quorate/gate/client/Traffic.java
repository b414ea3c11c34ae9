package io.quorate.gate.client;

/**
 * What {@code cons} and {@code stat} report of a connection. Plain fields of the replica's loop.
 */
final class Traffic {

    /** No operation has this code. */
    private static final int NO_OP = Integer.MIN_VALUE;

    final long establishedMillis;
    long received;
    long sent;
    int lastOp;
    long lastCxid;
    long lastZxid;
    long lastResponseMillis;
    long lastLatencyMillis;
    long minLatencyMillis;
    long maxLatencyMillis;
    private long latencySumMillis;
    private long latencyCount;

    Traffic(long establishedMillis) {
        this.establishedMillis = establishedMillis;
        reset();
    }

    /** A reply to {@code op} that took {@code latencyMillis}, at {@code nowMillis} (monotonic). */
    void answered(int op, int cxid, long zxid, long nowMillis, long latencyMillis) {
        if (cxid >= 0) {
            lastCxid = cxid;
        }
        lastZxid = zxid;
        lastOp = op;
        lastResponseMillis = nowMillis;
        lastLatencyMillis = latencyMillis;
        minLatencyMillis =
                latencyCount == 0 ? latencyMillis : Math.min(minLatencyMillis, latencyMillis);
        maxLatencyMillis = Math.max(maxLatencyMillis, latencyMillis);
        latencySumMillis += latencyMillis;
        latencyCount++;
    }

    double averageLatencyMillis() {
        return latencyCount == 0 ? 0 : (double) latencySumMillis / latencyCount;
    }

    void reset() {
        received = 0;
        sent = 0;
        lastOp = NO_OP;
        lastCxid = -1;
        lastZxid = -1;
        lastResponseMillis = 0;
        lastLatencyMillis = 0;
        minLatencyMillis = 0;
        maxLatencyMillis = 0;
        latencySumMillis = 0;
        latencyCount = 0;
    }
}
