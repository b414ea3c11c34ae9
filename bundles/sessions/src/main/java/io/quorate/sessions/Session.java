package io.quorate.sessions;

import org.jspecify.annotations.Nullable;

/**
 * A session that is tracked here: its timeout, when it expires, whether it is being closed. Loop
 * thread only.
 *
 * <p>Source: spec semantics section 4.
 */
public final class Session {

    /** Owner of a session that no server has claimed yet; no server has this id. */
    public static final long NOBODY = Long.MIN_VALUE;

    private final long id;
    private int timeoutMillis;
    private boolean closing;
    private long ownerRef = NOBODY;

    /** Links of the expiry bucket the session hangs in. */
    ExpiryBuckets.@Nullable Bucket bucket;

    @Nullable Session previous;
    @Nullable Session next;

    Session(long id, int timeoutMillis) {
        this.id = id;
        this.timeoutMillis = timeoutMillis;
    }

    public long id() {
        return id;
    }

    /** Negotiated timeout, ms. */
    public int timeoutMillis() {
        return timeoutMillis;
    }

    void timeoutMillis(int millis) {
        timeoutMillis = millis;
    }

    /**
     * True once expiry or close has begun: requests are refused with SESSION_EXPIRED, touches do
     * nothing.
     */
    public boolean isClosing() {
        return closing;
    }

    void closing() {
        closing = true;
    }

    /** Server (id value) through which the session was last established, or {@link #NOBODY}. */
    public long owner() {
        return ownerRef;
    }

    /** Moves the session to another server. */
    public void owner(long serverId) {
        ownerRef = serverId;
    }

    /** Monotonic ms at which the session expires unless touched. */
    public long expiresAtMillis() {
        return bucket == null ? Long.MAX_VALUE : bucket.atMillis();
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(id);
    }
}
