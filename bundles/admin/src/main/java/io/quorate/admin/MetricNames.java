package io.quorate.admin;

import java.util.List;

/**
 * The metrics every server has in {@code mntr}, whether something has moved them yet or not. Those
 * of the reference that nothing here could ever move are left out; docs/METRICS.md lists them with
 * the reasons. Source: spec semantics section 13.4.
 */
final class MetricNames {

    static final List<String> COUNTERS =
            commands(
                    """
            snapshot_error_count snapshot_rate_limited_count restore_error_count restore_rate_limited_count looking_count commit_count
            connection_request_count connection_rejected bytes_received_count unrecoverable_error_count ensemble_auth_success
            ensemble_auth_fail ensemble_auth_skip revalidate_count connection_drop_count connection_revalidate_count
            sessionless_connections_expired stale_sessions_expired throttled_ops learner_proposal_received_count learner_commit_received_count
            sync_processor_request_queued proposal_count quit_leading_due_to_disloyal_voter stale_requests stale_requests_dropped
            stale_replies request_throttle_wait_count large_requests_rejected digest_mismatches_count unsuccessful_handshake
            insecure_admin_count tls_handshake_exceeded cnxn_closed_without_zk_server_running response_bytes watch_bytes
            """);

    static final List<String> SUMMARIES =
            commands(
                    """
            fsynctime snapshottime restore_time dbinittime follower_sync_time observer_sync_time election_time connection_token_deficit
            node_created_watch_count node_deleted_watch_count node_changed_watch_count node_children_watch_count unavailable_time
            leader_unavailable_time startup_txns_loaded startup_txns_load_time startup_snap_load_time sync_processor_queue_size
            sync_process_time sync_processor_batch_size
            """);

    static final List<String> SUMMARIES_WITH_QUANTILES =
            commands(
                    """
            readlatency updatelatency propagation_latency close_session_prep_time proposal_latency sync_processor_queue_and_flush_time_ms
            sync_processor_queue_time_ms sync_processor_queue_flush_time_ms quorum_ack_latency
            """);

    private MetricNames() {}

    private static List<String> commands(String text) {
        return List.of(text.strip().split("\\s+"));
    }
}
