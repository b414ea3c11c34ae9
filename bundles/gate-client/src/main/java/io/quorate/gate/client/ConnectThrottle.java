package io.quorate.gate.client;

import java.util.SplittableRandom;

/**
 * Token bucket for connect requests, with optional random dropping while the bucket stays empty.
 * Replica's loop only. Source: spec client-protocol section 13.4, semantics section 17.
 */
final class ConnectThrottle {

    private final GateConfig config;
    private final int mostTokens;
    private final int fillTokens;
    private final SplittableRandom random = new SplittableRandom();
    private int tokens;
    private long filledMillis;
    private long adjustedMillis;
    private double dropProbability;

    /** A full bucket at {@code nowMillis}. */
    ConnectThrottle(GateConfig config, long nowMillis) {
        int scale = config.connectWeights() ? config.connectGlobalWeight() : 1;
        this.config = config;
        this.mostTokens = config.connectTokens() * scale;
        this.fillTokens = config.connectFillTokens() * scale;
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
        if (config.connectFreezeMillis() != -1) {
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
        if (!config.connectWeights()) {
            return 1;
        }
        if (renewal) {
            return config.connectRenewWeight();
        }
        return config.localSessions() ? config.connectLocalWeight() : config.connectGlobalWeight();
    }

    /** Tokens missing in the bucket. */
    int deficit() {
        return mostTokens - tokens;
    }

    private void fill(long nowMillis) {
        long elapsed = nowMillis - filledMillis;
        if (elapsed > config.connectFillMillis()) {
            long refill = elapsed * fillTokens / Math.max(1, config.connectFillMillis());
            tokens = (int) Math.min(mostTokens, tokens + refill);
            filledMillis = nowMillis;
        }
    }

    private void adjust(long nowMillis) {
        if (nowMillis - adjustedMillis <= config.connectFreezeMillis()) {
            return;
        }
        adjustedMillis = nowMillis;
        if (tokens == 0) {
            dropProbability = Math.min(1, dropProbability + config.connectDropIncrease());
        } else if (deficit() <= Math.round(mostTokens * config.connectDecreaseRatio())) {
            dropProbability = Math.max(0, dropProbability - config.connectDropDecrease());
        }
    }
}
