package io.quorate.sessions;

/**
 * Makes session ids: server id in the top byte, then a counter that starts from the time. Loop
 * thread only. Source: spec client-protocol section 3.5.
 */
public final class SessionIds {

    /** What a standalone server takes for its id. */
    public static final long STANDALONE_SERVER = 1;

    private static final long RESERVED = 0x8000_0000_0000_0000L;

    private long next;

    /**
     * @param serverId 0 to 255; a standalone server uses {@link #STANDALONE_SERVER}
     * @param nowMillis wall clock, so that ids of an earlier run are not met again
     */
    public SessionIds(long serverId, long nowMillis) {
        long first = ((nowMillis << 24) >>> 8) | (serverId << 56);
        this.next = first == RESERVED ? first + 1 : first;
    }

    public long next() {
        return next++;
    }
}
