package io.quorate.gate.client.settings;

/**
 * How many tokens a session takes.
 *
 * @param enabled {@code connection_throttle_weight_enabled}; else one each
 * @param global {@code connection_throttle_global_session_weight}
 * @param local {@code connection_throttle_local_session_weight}
 * @param renewed {@code connection_throttle_renew_session_weight}
 * @param localSessions {@code localSessionsEnabled}: whether new sessions are local
 */
public record ConnectWeights(
        boolean enabled, int global, int local, int renewed, boolean localSessions) {}
