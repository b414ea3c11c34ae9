package io.quorate.consensus.kit.calls;

import io.quorate.consensus.kit.state.Outbox;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.ArrayDeque;

/**
 * Calls on their way to the leader. A leader that does not read for a while is not sent any: they
 * wait here, in their order, and acknowledgements do not wait behind them. Owned by a stay with a
 * leader; replica loop only.
 */
public final class CallQueue {

    /** So much at once leaves while the leader reads; above it the next turn goes on. */
    private static final long SLICE_BYTES = 1 << 20;

    private record Kept(PeerMessage call, int bytes) {}

    private final Outbox out;
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    private long keptBytes;
    private boolean blocked;

    /** A queue for a leader that reads. */
    public CallQueue(Outbox out) {
        this.out = out;
    }

    /**
     * Sends a call, or keeps it.
     *
     * @param bytes what it holds of a client's request, {@link RequestBytes}
     */
    public void send(LinkId leader, PeerMessage call, int bytes) {
        if (blocked || !kept.isEmpty()) {
            kept.add(new Kept(call, bytes));
            keptBytes += bytes;
        } else {
            out.send(leader, call);
        }
    }

    /** The leader does not read, or reads again. */
    public void pressure(LinkId leader, boolean isBlocked) {
        blocked = isBlocked;
        tick(leader);
    }

    /** Goes on with what was kept. */
    public void tick(LinkId leader) {
        long bytes = 0;
        while (!blocked && !kept.isEmpty() && bytes < SLICE_BYTES) {
            Kept next = kept.poll();
            bytes += next.bytes();
            keptBytes -= next.bytes();
            out.send(leader, next.call());
        }
    }

    /** Calls that wait here. */
    public int calls() {
        return kept.size();
    }

    /** Bytes of requests in them. */
    public long bytes() {
        return keptBytes;
    }
}
