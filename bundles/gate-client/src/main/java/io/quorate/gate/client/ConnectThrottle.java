package io.quorate.gate.client;

import io.quorate.gate.client.settings.ConnectThrottleSettings;
import java.util.SplittableRandom;

/**
 * Token bucket for connect requests, with optional random dropping while the bucket stays empty.
 * Replica's loop only. Source: spec client-protocol section 13.4, semantics section 17.
 */
final class ConnectThrottle {

    private final ConnectThrottleSettings settings;
    private final int mostTokens;
    private final int fillTokens;
    private final SplittableRandom random = new SplittableRandom();
    private int tokens;
    private long filledMillis;
    private long adjustedMillis;
    private double dropProbability;

    /** A full bucket at {@code nowMillis}. */
    ConnectThrottle(ConnectThrottleSettings settings, long nowMillis) {
        int scale = settings.weights().enabled() ? settings.weights().global() : 1;
        this.settings = settings;
        this.mostTokens = settings.tokens() * scale;
        this.fillTokens = settings.fillTokens() * scale;
        this.tokens = mostTokens;
        this.filledMillis = nowMillis;
        this.adjustedMillis = nowMillis;
    }

    /** Whether a client may ask for a session now; {@code renewal} if it has one already. */
    boolean admits(boolean renewal, long nowMillis) {
        if (mostTokens <= 0) {
            return true;
        }
        fill(nowMillis);
        if (settings.freezeMillis() != -1) {
            adjust(nowMillis);
            if (random.nextDouble() < dropProbability) {
                return false;
            }
        }
        int cost = cost(renewal);
        if (tokens < cost) {
            return false;
        }
        tokens -= cost;
        return true;
    }

    private int cost(boolean renewal) {
        if (!settings.weights().enabled()) {
            return 1;
        }
        if (renewal) {
            return settings.weights().renewed();
        }
        return settings.weights().localSessions()
                ? settings.weights().local()
                : settings.weights().global();
    }

    /** Tokens missing in the bucket. */
    int deficit() {
        return mostTokens - tokens;
    }

    private void fill(long nowMillis) {
        long elapsed = nowMillis - filledMillis;
        if (elapsed > settings.fillMillis()) {
            long refill = elapsed * fillTokens / Math.max(1, settings.fillMillis());
            tokens = (int) Math.min(mostTokens, tokens + refill);
            filledMillis = nowMillis;
        }
    }

    private void adjust(long nowMillis) {
        if (nowMillis - adjustedMillis <= settings.freezeMillis()) {
            return;
        }
        adjustedMillis = nowMillis;
        if (tokens == 0) {
            dropProbability = Math.min(1, dropProbability + settings.dropIncrease());
        } else if (deficit() <= Math.round(mostTokens * settings.decreaseRatio())) {
            dropProbability = Math.max(0, dropProbability - settings.dropDecrease());
        }
    }
}
