package io.quorate.sessions;

import io.quorate.runtime.LongMap;

/**
 * The sessions that were active on a server, or on an observer that follows it, since it last told
 * the leader. Each is listed once, with its newest time-out. Loop thread only.
 *
 * <p>Source: spec quorum-protocol sections 14.4 and 18.
 */
public final class TouchTable {

    private static final class Touch {
        private final long sessionId;
        private int timeoutMillis;

        private Touch(long sessionId) {
            this.sessionId = sessionId;
        }
    }

    /** Makes something of what is listed. */
    @FunctionalInterface
    public interface Listing<T> {
        T of(long[] sessionIds, int[] timeoutsMillis);
    }

    private final LongMap<Touch> touches = new LongMap<>();
    private int exchange = 1;
    private boolean collecting;

    /** Starts anew; nothing is listed while nobody collects. */
    public void begin(boolean toBeCollected) {
        collecting = toBeCollected;
        forget();
    }

    /** Number of the present exchange: who has noted it need not touch again. Never 0. */
    public int exchange() {
        return exchange;
    }

    public void touch(long sessionId, int timeoutMillis) {
        if (!collecting) {
            return;
        }
        Touch touch = touches.get(sessionId);
        if (touch == null) {
            touch = new Touch(sessionId);
            touches.put(sessionId, touch);
        }
        touch.timeoutMillis = timeoutMillis;
    }

    /** Hands over what is listed, which is forgotten here. */
    public <T> T collect(Listing<T> listing) {
        long[] ids = new long[touches.size()];
        int[] timeouts = new int[ids.length];
        int[] at = {0};
        touches.forEach(
                touch -> {
                    ids[at[0]] = touch.sessionId;
                    timeouts[at[0]++] = touch.timeoutMillis;
                });
        forget();
        return listing.of(ids, timeouts);
    }

    private void forget() {
        exchange = exchange == Integer.MAX_VALUE ? 1 : exchange + 1;
        if (touches.size() > 0) {
            touches.clear();
        }
    }
}
