package io.quorate.sessions;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sessions that were active on a server, or on an observer that follows it, since it last
 * reported them to the leader. Each is listed once, with its newest time-out. Loop thread only.
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

    private final Map<Long, Touch> touches = new LinkedHashMap<>();
    private int exchange = 1;
    private boolean collecting;

    /** Starts anew; nothing is listed while nobody collects. */
    public void begin(boolean toBeCollected) {
        collecting = toBeCollected;
        touches.clear();
        next();
    }

    /**
     * Number of the present exchange: a session that has noted it need not touch again. Never 0.
     */
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

    /**
     * Hands over what is listed, those listed longest first, which are forgotten here; at most
     * {@code most}, as they travel in one packet. The others stay for the next exchange.
     */
    public <T> T collect(int most, Listing<T> listing) {
        long[] ids = new long[Math.min(most, touches.size())];
        int[] timeouts = new int[ids.length];
        Iterator<Touch> oldest = touches.values().iterator();
        for (int at = 0; at < ids.length; at++) {
            Touch touch = oldest.next();
            ids[at] = touch.sessionId;
            timeouts[at] = touch.timeoutMillis;
            oldest.remove();
        }
        next();
        return listing.of(ids, timeouts);
    }

    private void next() {
        exchange = exchange == Integer.MAX_VALUE ? 1 : exchange + 1;
    }
}
