package io.quorate.admin;

import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import io.quorate.service.ClientGate.GateReport;
import io.quorate.service.EnsembleReport;
import io.quorate.service.PluginInUse;
import io.quorate.service.ReplicaReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All figures of the server, key by key: {@code mntr}. Keys the reference has and this server has
 * not counted yet stand at zero; figures of replica and gate take their places by name, and those
 * the reference does not know follow at the end; last the plugins in use, as {@code
 * zk_quorate_<kind>}.
 *
 * <p>Source: spec semantics section 13.4.
 */
final class Monitor {

    /** Begins the keys that only this product has. */
    private static final String OWN = "quorate_";

    private final Map<String, String> values = new LinkedHashMap<>();

    Monitor(ReplicaReport replica, GateReport gate, List<PluginInUse> plugins, long wallMillis) {
        put("version", ProductVersion.TEXT);
        put("server_state", replica.mode());
        if (replica.ensemble() != null && !replica.mode().equals("read-only")) {
            member(replica.mode(), replica.ensemble());
        }
        gauges(replica, gate, wallMillis);
        replica.namespaces().forEach(this::put);
        MetricNames.COUNTERS.forEach(name -> put(name, 0));
        MetricNames.SUMMARIES.forEach(name -> put(new Summary(name, false)));
        MetricNames.SUMMARIES_WITH_QUANTILES.forEach(name -> put(new Summary(name, true)));
        for (List<Counter> counters : List.of(replica.counters(), gate.counters())) {
            counters.forEach(counter -> put(counter.name(), counter.value()));
        }
        for (List<Summary> summaries : List.of(replica.summaries(), gate.summaries())) {
            summaries.forEach(this::put);
        }
        for (PluginInUse plugin : plugins) {
            values.merge(OWN + plugin.kind(), plugin.text(), (one, other) -> one + ", " + other);
        }
    }

    private void gauges(ReplicaReport replica, GateReport gate, long wallMillis) {
        put("avg_latency", Decimals.text(gate.latency().average()));
        put("max_latency", gate.latency().max());
        put("min_latency", gate.latency().min());
        put("packets_received", gate.packetsReceived());
        put("packets_sent", gate.packetsSent());
        put("num_alive_connections", gate.connections());
        put("outstanding_requests", replica.outstanding());
        put("uptime", Math.max(0, wallMillis - replica.startMillis()));
        put("znode_count", ServerText.nodeCount(replica));
        put("watch_count", replica.watches());
        put("ephemerals_count", replica.ephemerals());
        put("approximate_data_size", replica.treeBytes());
        put("global_sessions", replica.globalSessions());
        put("local_sessions", replica.localSessions());
        put("open_file_descriptor_count", OpenFiles.count());
        put("max_file_descriptor_count", OpenFiles.max());
        put("last_client_response_size", gate.lastResponseBytes());
        put("max_client_response_size", gate.maxResponseBytes());
        put("min_client_response_size", gate.minResponseBytes());
        put("outstanding_tls_handshake", 0);
        put("auth_failed_count", 0);
        put("non_mtls_remote_conn_count", 0);
        put("non_mtls_local_conn_count", 0);
    }

    private void member(String mode, EnsembleReport ensemble) {
        put("peer_state", ensemble.state());
        if (mode.equals("observer")) {
            put("observer_master_id", ensemble.upstream());
        }
        put("quorum_size", ensemble.voters());
        if (mode.equals("leader")) {
            put("learners", ensemble.learners());
            put("synced_followers", ensemble.followersInStep());
            put("synced_non_voting_followers", ensemble.syncedNonVotingFollowers());
            put("pending_syncs", ensemble.pendingSyncs());
            put("leader_uptime", ensemble.leadingMillis());
            put("last_proposal_size", ensemble.lastProposalBytes());
            put("max_proposal_size", ensemble.maxProposalBytes());
            put("min_proposal_size", ensemble.minProposalBytes());
        }
        if (ensemble.observersInStep() >= 0) {
            put("synced_observers", ensemble.observersInStep());
        }
    }

    private void put(Summary summary) {
        String name = summary.name();
        put("avg_" + name, Decimals.text(summary.average()));
        put("min_" + name, summary.min());
        put("max_" + name, summary.max());
        put("cnt_" + name, summary.count());
        put("sum_" + name, summary.sum());
        if (summary.hasQuantiles()) {
            put("p50_" + name, summary.quantile(0.5));
            put("p95_" + name, summary.quantile(0.95));
            put("p99_" + name, summary.quantile(0.99));
            put("p999_" + name, summary.quantile(0.999));
        }
    }

    private void put(String key, long value) {
        values.put(key, Long.toString(value));
    }

    private void put(String key, String value) {
        values.put(key, value);
    }

    String text() {
        StringBuilder text = new StringBuilder(16 * 1024);
        values.forEach(
                (key, value) ->
                        text.append("zk_").append(key).append('\t').append(value).append('\n'));
        return text.toString();
    }
}
