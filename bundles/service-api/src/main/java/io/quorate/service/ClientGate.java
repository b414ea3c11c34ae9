package io.quorate.service;

import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import java.net.InetSocketAddress;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The gate for clients as admin and replica see it; an OSGi service. Loop thread only, except where
 * said.
 */
@ProviderType
public interface ClientGate {

    GateReport report();

    /** The connections that are open now; each is asked for its figures when it is looked at. */
    List<ConnectionReport> connections();

    /** {@code srst}: latencies, packets, response sizes, metrics. */
    void resetStatistics();

    /** {@code crst}: per-connection counters. */
    void resetConnections();

    /**
     * Clients are let in there from now on; those that are connected stay. A place that cannot be
     * listened on is logged, and the old one stays. Any thread, returns at once.
     *
     * @param host name or address; a wildcard address for all interfaces
     * @param port 1 to 65535
     */
    void listenAt(String host, int port);

    /**
     * Figures of the gate.
     *
     * @param addresses addresses it listens on, plain
     * @param packetsReceived frames and commands received since the last reset
     * @param packetsSent frames and text blocks sent since the last reset
     * @param latency ms from receiving a request to its reply
     * @param lastResponseBytes size of the last reply, -1 if none; with least and greatest
     * @param counters live counters
     * @param summaries live summaries
     */
    record GateReport(
            List<InetSocketAddress> addresses,
            int connections,
            int maxConnectionsPerHost,
            int maxConnections,
            int backlog,
            long packetsReceived,
            long packetsSent,
            Summary latency,
            int lastResponseBytes,
            int minResponseBytes,
            int maxResponseBytes,
            List<Counter> counters,
            List<Summary> summaries) {}

    /**
     * Figures of one connection ({@code cons}).
     *
     * @param sessionId 0 before a session is attached
     * @param interestOps 1 reading, 4 writing, 5 both, 0 none
     * @param queued requests not yet answered
     * @param lastOp tag of the last operation, {@code NA} if none
     * @param lastCxid -1 if none
     * @param lastResponseMillis monotonic ms of the last reply
     */
    record ConnectionReport(
            InetSocketAddress remote,
            long sessionId,
            int interestOps,
            int queued,
            long received,
            long sent,
            String lastOp,
            long establishedMillis,
            int timeoutMillis,
            long lastCxid,
            long lastZxid,
            long lastResponseMillis,
            long lastLatencyMillis,
            long minLatencyMillis,
            double averageLatencyMillis,
            long maxLatencyMillis) {}
}
