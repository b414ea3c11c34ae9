package io.quorate.gate.client.settings;

/**
 * What a server does when very many clients come at once: each takes tokens from a bucket.
 *
 * @param tokens {@code connection_throttle_tokens}; 0: off
 * @param fillMillis {@code connection_throttle_fill_time}
 * @param fillTokens {@code connection_throttle_fill_count}
 * @param freezeMillis {@code connection_throttle_freeze_time}; -1: no probabilistic dropping
 * @param dropIncrease {@code connection_throttle_drop_increase}
 * @param dropDecrease {@code connection_throttle_drop_decrease}
 * @param decreaseRatio {@code connection_throttle_decrease_ratio}
 * @param weights what each kind of session takes
 */
public record ConnectThrottleSettings(
        int tokens,
        int fillMillis,
        int fillTokens,
        int freezeMillis,
        double dropIncrease,
        double dropDecrease,
        double decreaseRatio,
        ConnectWeights weights) {

    /** Without any key. */
    public static final ConnectThrottleSettings OFF =
            new ConnectThrottleSettings(
                    0, 1, 1, -1, 0.02, 0.002, 0, new ConnectWeights(false, 3, 1, 2, false));
}
