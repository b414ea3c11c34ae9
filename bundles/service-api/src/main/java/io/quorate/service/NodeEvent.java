package io.quorate.service;

import io.quorate.model.Znode;
import org.jspecify.annotations.Nullable;

/**
 * A watch event; one object for all connections that get it, so that it is encoded once. Loop
 * thread only.
 */
public final class NodeEvent {

    private final int type;
    private final Znode path;
    private final long zxid;
    private byte @Nullable [] frame;

    /**
     * @param type event type of {@link io.quorate.model.WatchKinds}
     * @param zxid transaction that caused it; -1 for an event that catches up after a reconnect
     */
    public NodeEvent(int type, Znode path, long zxid) {
        this.type = type;
        this.path = path;
        this.zxid = zxid;
    }

    public int type() {
        return type;
    }

    public Znode path() {
        return path;
    }

    public long zxid() {
        return zxid;
    }

    /** The encoded frame a gate has left here, or null. */
    public byte @Nullable [] frame() {
        return frame;
    }

    /** Leaves the encoded frame for the next connection. */
    public void frame(byte[] encoded) {
        frame = encoded;
    }

    @Override
    public String toString() {
        return "NodeEvent[type="
                + type
                + ", path="
                + path
                + ", zxid="
                + io.quorate.model.Zxid.text(zxid)
                + ']';
    }
}
