package io.quorate.gate.client.settings;

/**
 * What a server does that has too many requests.
 *
 * @param requestsMax {@code request_throttle_max_requests}; 0: off
 * @param stallMillis {@code request_throttle_stall_time}
 * @param dropStale {@code request_throttle_drop_stale}
 * @param staleLatencyCheck {@code request_stale_latency_check}
 * @param staleConnectionCheck {@code request_stale_connection_check}
 * @param opWaitMillis {@code throttled_op_wait_time}; 0: off
 */
public record RequestThrottleSettings(
        int requestsMax,
        int stallMillis,
        boolean dropStale,
        boolean staleLatencyCheck,
        boolean staleConnectionCheck,
        int opWaitMillis) {

    /** Without any key. */
    public static final RequestThrottleSettings OFF =
            new RequestThrottleSettings(0, 100, true, false, true, 0);
}
