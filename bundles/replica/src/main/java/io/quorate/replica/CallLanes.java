package io.quorate.replica;

import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.runtime.LongMap;

/**
 * Keeps every connection first in, first out: a request is answered when all before it are. Reads
 * of a connection with nothing outstanding are answered at once; a read behind a write runs right
 * after that write has been applied, before anything later. Loop thread only.
 */
final class CallLanes {

    /** Answers reads. */
    interface Reader {

        /**
         * The outcome, or null if a background worker answers later through {@link
         * CallLanes#answered}.
         */
        Outcome read(Seat seat, Request request, Pending pending);

        /** Whether the read may take long, so that it must not run on the loop. */
        boolean isLong(Seat seat, Request request);

        /** Zxid of the last transaction applied. */
        long appliedZxid();
    }

    /**
     * Stands for the newest zxid applied when the reply leaves, so that zxids of one connection
     * never go back.
     */
    private static final long AT_ITS_TURN = Long.MIN_VALUE;

    private record Barrier(Seat seat, Pending pending) {}

    private final LongMap<Barrier> barriers = new LongMap<>();
    private Reader reader;
    private int outstanding;

    void connect(Reader answers) {
        reader = answers;
    }

    /** Requests taken and not yet answered. */
    int outstanding() {
        return outstanding;
    }

    /** A read: now if nothing is before it, else in its turn. */
    void read(Seat seat, int xid, Request request) {
        if (seat.lane.isEmpty() && !reader.isLong(seat, request)) {
            Outcome outcome = reader.read(seat, request, null);
            seat.connection.reply(xid, request.op(), reader.appliedZxid(), outcome);
            return;
        }
        enter(seat, new Pending(xid, request.op(), request, Pending.State.PARKED));
        drain(seat);
    }

    /** A write has been submitted; its commit answers it. */
    Pending write(Seat seat, int xid, int op) {
        Pending pending = new Pending(xid, op, null, Pending.State.WAITING);
        enter(seat, pending);
        seat.writes.add(pending);
        return pending;
    }

    /** A barrier has been submitted under a call id. */
    void sync(Seat seat, int xid, Request.Sync request, long callId) {
        Pending pending = new Pending(xid, request.op(), request, Pending.State.WAITING);
        enter(seat, pending);
        barriers.put(callId, new Barrier(seat, pending));
    }

    /** A barrier has been passed; false if the call was none. */
    boolean synced(long callId) {
        Barrier barrier = barriers.remove(callId);
        if (barrier == null) {
            return false;
        }
        Request.Sync sync = (Request.Sync) barrier.pending().request;
        answered(
                barrier.seat(),
                barrier.pending(),
                new Outcome.Synced(sync.path()),
                reader.appliedZxid());
        return true;
    }

    /** A request refused before it became anything: answered in its turn. */
    void refuse(Seat seat, int xid, int op, int error) {
        refuse(seat, xid, op, error, AT_ITS_TURN);
    }

    /** The same with a zxid for the reply header. */
    void refuse(Seat seat, int xid, int op, int error, long zxid) {
        Pending pending = new Pending(xid, op, null, Pending.State.WAITING);
        enter(seat, pending);
        answered(seat, pending, new Outcome.Refused(error), zxid);
    }

    /** The oldest submitted write of the connection has been applied. */
    void committed(Seat seat, int cxid, long zxid, Outcome outcome) {
        Pending oldest = seat.writes.peek();
        if (oldest == null || oldest.xid != cxid) {
            return;
        }
        seat.writes.poll();
        answered(seat, oldest, outcome, zxid);
    }

    /** A submitted write was refused without becoming a transaction. */
    void refused(Seat seat, int cxid, int error) {
        for (Pending pending : seat.writes) {
            if (pending.xid == cxid) {
                seat.writes.remove(pending);
                answered(seat, pending, new Outcome.Refused(error), AT_ITS_TURN);
                return;
            }
        }
    }

    /** The outcome of a waiting request is known. */
    void answered(Seat seat, Pending pending, Outcome outcome, long zxid) {
        pending.ready(outcome, zxid);
        drain(seat);
    }

    /** No barrier under way will be answered. */
    void callsLost() {
        barriers.clear();
    }

    /** The connection is gone: nobody waits any more. */
    void drop(Seat seat) {
        outstanding -= seat.lane.size();
        seat.lane.clear();
        seat.writes.clear();
    }

    private void enter(Seat seat, Pending pending) {
        seat.lane.add(pending);
        outstanding++;
    }

    private void drain(Seat seat) {
        for (Pending head = seat.lane.head();
                head != null && !seat.closed;
                head = seat.lane.head()) {
            if (head.state == Pending.State.PARKED) {
                head.state = Pending.State.WAITING;
                Outcome outcome = reader.read(seat, head.request, head);
                if (outcome == null) {
                    return;
                }
                head.ready(outcome, reader.appliedZxid());
            }
            if (head.state == Pending.State.WAITING) {
                return;
            }
            seat.lane.take();
            outstanding--;
            long zxid = head.zxid == AT_ITS_TURN ? reader.appliedZxid() : head.zxid;
            seat.connection.reply(head.xid, head.op, zxid, head.outcome);
        }
    }
}
