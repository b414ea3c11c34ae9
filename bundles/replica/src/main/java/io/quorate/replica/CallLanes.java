package io.quorate.replica;

import io.quorate.consensus.LeaderCall;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.runtime.LongMap;
import java.util.function.Consumer;

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
    private final Consumer<LeaderCall> submitter;
    private Reader reader;
    private Consumer<Seat> parted;
    private int outstanding;

    /** {@code leader} takes what is submitted. */
    CallLanes(Consumer<LeaderCall> leader) {
        submitter = leader;
    }

    /** {@code whoParts} closes a connection whose last request has been answered. */
    void connect(Reader answers, Consumer<Seat> whoParts) {
        reader = answers;
        parted = whoParts;
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
        seat.syncs++;
        barriers.put(callId, new Barrier(seat, pending));
    }

    /**
     * Submits a write that has a place in the lane; behind an unanswered sync it waits, since it
     * might be applied before the reads that wait for that sync.
     */
    void submit(Seat seat, LeaderCall.Submit write) {
        if (seat.syncs > 0) {
            seat.held.add(write);
        } else {
            submitter.accept(write);
        }
    }

    private void release(Seat seat) {
        while (seat.syncs == 0 && !seat.held.isEmpty() && !seat.closed) {
            submitter.accept(seat.held.poll());
        }
    }

    /** A barrier has been passed; false if the call was none. */
    boolean synced(long callId) {
        Barrier barrier = barriers.remove(callId);
        if (barrier == null) {
            return false;
        }
        Request.Sync sync = (Request.Sync) barrier.pending().request;
        answered(barrier.seat(), barrier.pending(), new Outcome.Synced(sync.path()), AT_ITS_TURN);
        barrier.seat().syncs--;
        release(barrier.seat());
        return true;
    }

    /** A request refused before it became anything: answered in its turn. */
    void refuse(Seat seat, int xid, int op, int error) {
        refuse(seat, xid, op, new Outcome.Refused(error));
    }

    /** The same with all parts of a multi. */
    void refuse(Seat seat, int xid, int op, Outcome outcome) {
        refuse(seat, xid, op, outcome, AT_ITS_TURN);
    }

    /** The same with a zxid for the reply header. */
    void refuse(Seat seat, int xid, int op, Outcome outcome, long zxid) {
        Pending pending = new Pending(xid, op, null, Pending.State.WAITING);
        enter(seat, pending);
        answered(seat, pending, outcome, zxid);
    }

    /** A local session ends: answered in its turn, then its connection is closed. */
    void part(Seat seat, int xid) {
        Pending pending = new Pending(xid, OpCode.CLOSE_SESSION, null, Pending.State.PARTING);
        enter(seat, pending);
        drain(seat);
    }

    /**
     * A transaction of the connection's session has been applied: it answers the oldest submitted
     * write if it is made of it. What the session has asked for through another server, or through
     * an earlier connection, answers nothing here.
     */
    void committed(Seat seat, int cxid, long zxid, Outcome outcome) {
        Pending oldest = seat.writes.peek();
        if (oldest == null || oldest.xid != cxid || zxid <= seat.ownAfterZxid) {
            return;
        }
        if (isMoved(outcome)) {
            // The session lives elsewhere now; no client is ever told so in words.
            parted.accept(seat);
            return;
        }
        seat.writes.poll();
        answered(seat, oldest, outcome, zxid);
    }

    private static boolean isMoved(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Refused refused -> refused.error() == ErrorCode.SESSION_MOVED;
            case Outcome.Multi multi -> multi.parts().stream().anyMatch(CallLanes::isMoved);
            default -> false;
        };
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
        seat.held.clear();
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
            if (head.state == Pending.State.PARTING) {
                seat.connection.reply(head.xid, head.op, reader.appliedZxid(), Outcome.DONE);
                parted.accept(seat);
                return;
            }
            long zxid = head.zxid == AT_ITS_TURN ? reader.appliedZxid() : head.zxid;
            seat.connection.reply(head.xid, head.op, zxid, head.outcome);
        }
    }
}
