package io.quorate.replica;

import io.quorate.consensus.LeaderCall;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.runtime.LongMap;
import io.quorate.runtime.Slices;
import java.util.function.Consumer;

/**
 * Keeps every connection first in, first out: a request is answered when all before it are. Reads
 * of a connection with nothing outstanding are answered at once; a read behind a write runs right
 * after that write has been applied, before anything later. Where a client does not take its
 * replies, or reads so much that others would wait, its reads are answered later, from the state
 * they would have seen. Loop thread only.
 */
final class CallLanes {

    /** Answers reads. */
    interface Reader {

        /** The outcome, from the applied state. */
        Outcome read(Seat seat, Request request);

        /** Whether the read may take long, so that it must not run in one go on the loop. */
        boolean isLong(Seat seat, Request request);

        /** Whether a read that has been held may take long. */
        boolean isLong(Pending held);

        /** Begins a read that takes long; {@link CallLanes#answered} follows. */
        void begin(Seat seat, Pending pending);

        /**
         * A read has its turn and cannot run now: from here on it must not see what is applied
         * later. It keeps a view of the tree as it is and leaves its watch, or is answered at once
         * where it asks for no node.
         */
        void hold(Seat seat, Pending pending);

        /** The outcome of a read that has been held. */
        Outcome read(Seat seat, Pending held);

        /** Whether the tree holds half a transaction, so that reads must look at a view. */
        boolean isApplying();

        /** Whether a request has to wait for the end of that; {@code then} follows if so. */
        boolean waitsForApply(Request request, Runnable then);

        /** Zxid of the last transaction applied. */
        long appliedZxid();
    }

    /**
     * Stands for the newest zxid applied when the reply leaves, so that zxids of one connection
     * never go back.
     */
    private static final long AT_ITS_TURN = Long.MIN_VALUE;

    /** How long the reads of one connection run before others get their turn. */
    private static final long DRAIN_NANOS = Slices.TURN_NANOS / 5;

    /** Reads that run between two looks at the clock; a power of two. */
    private static final int READS_PER_LOOK = 8;

    private record Barrier(Seat seat, Pending pending) {}

    private final LongMap<Barrier> barriers = new LongMap<>();
    private final Consumer<LeaderCall> submitter;
    private final Slices slices;
    private Reader reader;
    private Consumer<Seat> parted;
    private int outstanding;

    /**
     * @param leader takes what is submitted
     * @param slices where a connection with very much to read goes on
     */
    CallLanes(Consumer<LeaderCall> leader, Slices slices) {
        this.submitter = leader;
        this.slices = slices;
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
        if (seat.lane.isEmpty()
                && seat.connection.isWritable()
                && !reader.isApplying()
                && !reader.isLong(seat, request)) {
            Outcome outcome = reader.read(seat, request);
            seat.connection.reply(xid, request.op(), reader.appliedZxid(), outcome);
            return;
        }
        enter(seat, new Pending(xid, request.op(), request, Pending.State.PARKED));
        drain(seat);
    }

    /** The client takes replies again: reads that waited for that go on. */
    void writable(Seat seat) {
        drain(seat);
    }

    /** A write has been submitted; its commit answers it. */
    Pending write(Seat seat, int xid, int op) {
        if (isStuck(seat)) {
            holdReads(seat);
        }
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
        for (Pending pending : seat.lane) {
            if (pending.state != Pending.State.RUNNING) {
                pending.forget();
            }
        }
        seat.lane.clear();
        seat.writes.clear();
        seat.held.clear();
    }

    private void enter(Seat seat, Pending pending) {
        seat.lane.add(pending);
        outstanding++;
    }

    private void drain(Seat seat) {
        if (!seat.draining) {
            run(seat);
        }
        if (isStuck(seat) && !seat.writes.isEmpty()) {
            holdReads(seat);
        }
    }

    /** Answers what is at the head, as far as that is possible now. */
    private void run(Seat seat) {
        long endNanos = 0;
        int reads = 0;
        for (Pending head = seat.lane.head();
                head != null && !seat.closed;
                head = seat.lane.head()) {
            if (head.state == Pending.State.PARKED) {
                if (!seat.connection.isWritable()) {
                    return;
                }
                if (reads % READS_PER_LOOK == 0) {
                    if (reads == 0) {
                        endNanos = slices.endOf(DRAIN_NANOS);
                    } else if (slices.isOver(endNanos)) {
                        giveWay(seat);
                        return;
                    }
                }
                reads++;
                if (reader.isApplying() && reader.waitsForApply(head.request, () -> drain(seat))) {
                    return;
                }
                read(seat, head);
            }
            if (head.state == Pending.State.WAITING || head.state == Pending.State.RUNNING) {
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
            seat.replied(head);
        }
    }

    private void read(Seat seat, Pending head) {
        if (reader.isApplying() && head.view == null) {
            reader.hold(seat, head);
            if (head.state != Pending.State.PARKED) {
                return;
            }
        }
        boolean held = head.view != null;
        if (held ? reader.isLong(head) : reader.isLong(seat, head.request)) {
            head.state = Pending.State.RUNNING;
            reader.begin(seat, head);
        } else if (held) {
            head.ready(reader.read(seat, head), head.view.zxid());
        } else {
            head.ready(reader.read(seat, head.request), reader.appliedZxid());
        }
    }

    /** Whether the lane does not go on although nothing is missing to its head but time or room. */
    private static boolean isStuck(Seat seat) {
        Pending head = seat.lane.head();
        return head != null && !seat.closed && head.state != Pending.State.WAITING;
    }

    /**
     * Reads must not see what their connection writes behind them. Those that have their turn and
     * cannot run hold on to the state they are due.
     */
    private void holdReads(Seat seat) {
        for (Pending pending : seat.lane) {
            if (pending.state == Pending.State.WAITING) {
                return;
            }
            if (pending.state == Pending.State.READY && pending.zxid == AT_ITS_TURN) {
                pending.zxid = reader.appliedZxid();
            }
            if (pending.state == Pending.State.PARKED
                    && pending.view == null
                    && !(reader.isApplying()
                            && reader.waitsForApply(pending.request, () -> drain(seat)))) {
                reader.hold(seat, pending);
            }
        }
    }

    /** The connection has had its time of the turn; it goes on in a later one. */
    private void giveWay(Seat seat) {
        seat.draining = true;
        slices.add(
                () -> {
                    seat.draining = false;
                    drain(seat);
                    return false;
                });
    }
}
