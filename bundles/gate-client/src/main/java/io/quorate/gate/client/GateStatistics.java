package io.quorate.gate.client;

import io.quorate.model.OpCode;
import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import java.util.List;

/** Figures over all connections, under the names of {@code mntr}. Written on the replica's loop. */
final class GateStatistics {

    final Summary latency = new Summary("latency", false);
    final Counter connectRequests = new Counter("connection_request_count");
    final Counter rejected = new Counter("connection_rejected");
    final Counter dropped = new Counter("connection_drop_count");
    final Counter sessionlessExpired = new Counter("sessionless_connections_expired");
    final Counter notServing = new Counter("cnxn_closed_without_zk_server_running");
    final Counter largeRejected = new Counter("large_requests_rejected");
    final Counter throttleWaits = new Counter("request_throttle_wait_count");
    final Counter throttled = new Counter("throttled_ops");
    final Counter stale = new Counter("stale_requests");
    final Counter staleDropped = new Counter("stale_requests_dropped");
    final Summary throttleQueueTime = new Summary("request_throttle_queue_time_ms", true);
    final Summary tokenDeficit = new Summary("connection_token_deficit", false);
    private final Summary readLatency = new Summary("readlatency", true);
    private final Summary updateLatency = new Summary("updatelatency", true);
    private final Counter bytesReceived = new Counter("bytes_received_count");
    private final Counter responseBytes = new Counter("response_bytes");
    private final Counter watchBytes = new Counter("watch_bytes");
    private final boolean throttles;
    private long packetsReceived;
    private long packetsSent;
    private int lastResponseBytes;
    private int minResponseBytes;
    private int maxResponseBytes;

    /**
     * @param throttles whether requests may have to wait: only then their waiting is reported
     */
    GateStatistics(boolean throttles) {
        this.throttles = throttles;
        resetResponses();
    }

    /** A frame or command of {@code bytes} in all. */
    void received(long bytes) {
        packetsReceived++;
        bytesReceived.add(bytes);
    }

    /** A reply frame of {@code bytes} in all. */
    void replied(int bytes) {
        responseBytes.add(bytes);
        response(bytes);
    }

    /** A watch event of {@code bytes} in all. */
    void notified(int bytes) {
        watchBytes.add(bytes);
        response(bytes);
    }

    /** A block of text. */
    void told() {
        packetsSent++;
    }

    void answered(int op, long latencyMillis) {
        latency.add(latencyMillis);
        (OpCode.isWrite(op) ? updateLatency : readLatency).add(latencyMillis);
    }

    long packetsReceived() {
        return packetsReceived;
    }

    long packetsSent() {
        return packetsSent;
    }

    int lastResponseBytes() {
        return lastResponseBytes;
    }

    int minResponseBytes() {
        return minResponseBytes;
    }

    int maxResponseBytes() {
        return maxResponseBytes;
    }

    List<Counter> counters() {
        return List.of(
                connectRequests,
                rejected,
                dropped,
                sessionlessExpired,
                notServing,
                largeRejected,
                throttleWaits,
                throttled,
                stale,
                staleDropped,
                bytesReceived,
                responseBytes,
                watchBytes);
    }

    List<Summary> summaries() {
        return throttles
                ? List.of(readLatency, updateLatency, throttleQueueTime, tokenDeficit)
                : List.of(readLatency, updateLatency, tokenDeficit);
    }

    void reset() {
        packetsReceived = 0;
        packetsSent = 0;
        latency.reset();
        counters().forEach(Counter::reset);
        summaries().forEach(Summary::reset);
        resetResponses();
    }

    private void response(int bytes) {
        packetsSent++;
        int payload = bytes - 4;
        lastResponseBytes = payload;
        minResponseBytes = minResponseBytes < 0 ? payload : Math.min(minResponseBytes, payload);
        maxResponseBytes = Math.max(maxResponseBytes, payload);
    }

    private void resetResponses() {
        lastResponseBytes = -1;
        minResponseBytes = -1;
        maxResponseBytes = -1;
    }
}
