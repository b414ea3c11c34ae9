package io.quorate.replica.client;

import io.quorate.consensus.LeaderCall;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.runtime.LongMap;
import io.quorate.runtime.Slices;

/**
 * Keeps every connection first in, first out: a request is answered when all before it are. Reads
 * of a connection with nothing outstanding are answered at once; a read behind a write runs right
 * after that write has been applied, before anything later. Where a client does not take its
 * replies, or reads so much that others would wait, its reads are answered later, from the state
 * they would have seen. Loop thread only.
 */
public final class CallLanes {

    /** Answers reads. */
    interface Reader {

        /** The outcome, from the applied state. */
        Outcome read(ClientConnectionState client, Request request);

        /** Whether the read may take long, so that it must not run in one go on the loop. */
        boolean isLong(ClientConnectionState client, Request request);

        /** Whether a read that has been held may take long. */
        boolean isLong(Pending held);

        /**
         * Whether the read would wait for the disk now, so that it must not run on the loop before
         * it is {@link #load loaded}.
         */
        boolean isCold(Request request);

        /** Whether clients are served; else the tree may be changing under a read. */
        boolean isServing();

        /**
         * Has what it reads brought into memory; {@code lanes} hear that it is {@link
         * CallLanes#loaded}.
         */
        void load(ClientConnectionState client, Pending pending, CallLanes lanes);

        /**
         * Begins a read that takes long; {@code lanes} get the {@link CallLanes#answered answer}.
         */
        void begin(ClientConnectionState client, Pending pending, CallLanes lanes);

        /**
         * A read has its turn and cannot run now: from here on it must not see what is applied
         * later. It keeps a view of the tree as it is and leaves its watch, or is answered at once
         * where it asks for no node.
         */
        void hold(ClientConnectionState client, Pending pending, CallLanes lanes);

        /** The outcome of a read that has been held. */
        Outcome read(ClientConnectionState client, Pending held);

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
    public static final long AT_ITS_TURN = Long.MIN_VALUE;

    /** How long the reads of one connection run before others get their turn. */
    private static final long DRAIN_NANOS = Slices.TURN_NANOS / 5;

    /** How often what a read needs is loaded before it runs all the same. */
    private static final int LOADS_MAX = 3;

    /** Reads that run between two looks at the clock; a power of two. */
    private static final int READS_PER_LOOK = 8;

    /** Takes writes on their way to the leader. */
    @FunctionalInterface
    public interface Submitter {

        /** A write of a connection whose lane has a place for it. */
        void submit(ClientConnectionState client, LeaderCall.Submit write);
    }

    private record Barrier(ClientConnectionState client, Pending pending) {}

    private final LongMap<Barrier> barriers = new LongMap<>();
    private final Submitter submitter;
    private final Slices slices;
    private final Reader reader;
    private final ClientConnectionRegistry connections;
    private int outstanding;

    /**
     * Lanes whose reads {@code reader} answers.
     *
     * @param writes takes what is submitted
     * @param slices where a connection with very much to read goes on
     */
    public CallLanes(
            Reader reader, ClientConnectionRegistry connections, Submitter writes, Slices slices) {
        this.reader = reader;
        this.connections = connections;
        this.submitter = writes;
        this.slices = slices;
        connections.whenGone(this::drop);
    }

    /** Requests taken and not yet answered. */
    public int outstanding() {
        return outstanding;
    }

    /** A read: now if nothing is before it, else in its turn. */
    public void read(ClientConnectionState client, int xid, Request request) {
        if (client.lane.isEmpty()
                && client.connection.isWritable()
                && !reader.isApplying()
                && !reader.isCold(request)
                && !reader.isLong(client, request)) {
            Outcome outcome = reader.read(client, request);
            client.connection.reply(xid, request.op(), reader.appliedZxid(), outcome);
            return;
        }
        enter(client, new Pending(xid, request.op(), request, Pending.State.PARKED));
        drain(client);
    }

    /** The client takes replies again: reads that waited for that go on. */
    public void writable(ClientConnectionState client) {
        drain(client);
    }

    /** A write has been submitted; its commit answers it. */
    public Pending write(ClientConnectionState client, int xid, int op) {
        if (isStuck(client)) {
            holdReads(client);
        }
        Pending pending = new Pending(xid, op, null, Pending.State.WAITING);
        enter(client, pending);
        client.writes.add(pending);
        return pending;
    }

    /** A barrier has been submitted under a call id. */
    public void sync(ClientConnectionState client, int xid, Request.Sync request, long callId) {
        Pending pending = new Pending(xid, request.op(), request, Pending.State.WAITING);
        enter(client, pending);
        client.syncs++;
        barriers.put(callId, new Barrier(client, pending));
    }

    /**
     * Submits a write that has a place in the lane; behind an unanswered sync it waits, since it
     * might be applied before the reads that wait for that sync.
     */
    public void submit(ClientConnectionState client, LeaderCall.Submit write) {
        if (client.syncs > 0) {
            client.held.add(write);
        } else {
            submitter.submit(client, write);
        }
    }

    private void release(ClientConnectionState client) {
        while (client.syncs == 0 && !client.held.isEmpty() && !client.closed) {
            submitter.submit(client, client.held.poll());
        }
    }

    /** A barrier has been passed; false if the call was none. */
    public boolean synced(long callId) {
        Barrier barrier = barriers.remove(callId);
        if (barrier == null) {
            return false;
        }
        Request.Sync sync = (Request.Sync) barrier.pending().request;
        answered(barrier.client(), barrier.pending(), new Outcome.Synced(sync.path()), AT_ITS_TURN);
        barrier.client().syncs--;
        release(barrier.client());
        return true;
    }

    /** A request refused before it became anything: answered in its turn. */
    public void refuse(ClientConnectionState client, int xid, int op, int error) {
        refuse(client, xid, op, new Outcome.Refused(error));
    }

    /** The same with all parts of a multi. */
    public void refuse(ClientConnectionState client, int xid, int op, Outcome outcome) {
        refuse(client, xid, op, outcome, AT_ITS_TURN);
    }

    /** The same with a zxid for the reply header. */
    public void refuse(ClientConnectionState client, int xid, int op, Outcome outcome, long zxid) {
        Pending pending = new Pending(xid, op, null, Pending.State.WAITING);
        enter(client, pending);
        answered(client, pending, outcome, zxid);
    }

    /** A local session ends: answered in its turn, then its connection is closed. */
    public void part(ClientConnectionState client, int xid) {
        Pending pending = new Pending(xid, OpCode.CLOSE_SESSION, null, Pending.State.PARTING);
        enter(client, pending);
        drain(client);
    }

    /**
     * A transaction of the connection's session has been applied: it answers the oldest submitted
     * write if it is made of it. What the session has asked for through another server, or through
     * an earlier connection, answers nothing here.
     */
    public void committed(ClientConnectionState client, int cxid, long zxid, Outcome outcome) {
        Pending oldest = client.writes.peek();
        if (oldest == null || oldest.xid != cxid || zxid <= client.ownAfterZxid) {
            return;
        }
        if (isMoved(outcome)) {
            // The session lives elsewhere now; no reply to a client ever says so.
            connections.drop(client);
            return;
        }
        client.writes.poll();
        answered(client, oldest, outcome, zxid);
    }

    private static boolean isMoved(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Refused refused -> refused.error() == ErrorCode.SESSION_MOVED;
            case Outcome.Multi multi -> multi.parts().stream().anyMatch(CallLanes::isMoved);
            default -> false;
        };
    }

    /** A submitted write was refused without becoming a transaction. */
    public void refused(ClientConnectionState client, int cxid, int error) {
        for (Pending pending : client.writes) {
            if (pending.xid == cxid) {
                client.writes.remove(pending);
                answered(client, pending, new Outcome.Refused(error), AT_ITS_TURN);
                return;
            }
        }
    }

    /** The outcome of a waiting request is known. */
    public void answered(
            ClientConnectionState client, Pending pending, Outcome outcome, long zxid) {
        pending.ready(outcome, zxid);
        drain(client);
    }

    /** No barrier under way will be answered. */
    public void callsLost() {
        barriers.clear();
    }

    /** The connection is gone: nobody waits any more. */
    private void drop(ClientConnectionState client) {
        outstanding -= client.lane.size();
        for (Pending pending : client.lane) {
            if (pending.state != Pending.State.RUNNING) {
                pending.forget();
            }
        }
        client.lane.clear();
        client.writes.clear();
        client.held.clear();
    }

    private void enter(ClientConnectionState client, Pending pending) {
        client.lane.add(pending);
        outstanding++;
    }

    private void drain(ClientConnectionState client) {
        if (!client.draining) {
            run(client);
        }
        if (isStuck(client) && !client.writes.isEmpty()) {
            holdReads(client);
        }
    }

    /** Answers what is at the head, as far as that is possible now. */
    private void run(ClientConnectionState client) {
        long endNanos = 0;
        int reads = 0;
        for (Pending head = client.lane.head();
                head != null && !client.closed;
                head = client.lane.head()) {
            if (head.state == Pending.State.PARKED) {
                if (!client.connection.isWritable()) {
                    return;
                }
                if (reads % READS_PER_LOOK == 0) {
                    if (reads == 0) {
                        endNanos = slices.endOf(DRAIN_NANOS);
                    } else if (slices.isOver(endNanos)) {
                        giveWay(client);
                        return;
                    }
                }
                reads++;
                if (reader.isApplying()
                        && reader.waitsForApply(head.request, () -> drain(client))) {
                    return;
                }
                read(client, head);
            }
            if (head.isAwaited() || head.state == Pending.State.RUNNING) {
                return;
            }
            client.lane.take();
            outstanding--;
            if (head.state == Pending.State.PARTING) {
                client.connection.reply(head.xid, head.op, reader.appliedZxid(), Outcome.DONE);
                connections.drop(client);
                return;
            }
            long zxid = head.zxid == AT_ITS_TURN ? reader.appliedZxid() : head.zxid;
            client.connection.reply(head.xid, head.op, zxid, head.outcome);
            client.replied(head);
        }
    }

    @SuppressWarnings("NullAway") // held: it has a view
    private void read(ClientConnectionState client, Pending head) {
        if (head.view == null && head.loads < LOADS_MAX && reader.isCold(head.request)) {
            if (client.writes.isEmpty()) {
                head.loading();
                client.syncs++; // what it writes from now on is submitted behind the read
                reader.load(client, head, this);
            } else {
                head.state = Pending.State.RUNNING;
                reader.begin(client, head, this);
            }
            return;
        }
        if (reader.isApplying() && head.view == null) {
            reader.hold(client, head, this);
            if (head.state != Pending.State.PARKED) {
                return;
            }
        }
        boolean held = head.view != null;
        if (held ? reader.isLong(head) : reader.isLong(client, head.request)) {
            head.state = Pending.State.RUNNING;
            reader.begin(client, head, this);
        } else if (held) {
            head.ready(reader.read(client, head), head.view.zxid());
        } else {
            head.ready(reader.read(client, head.request), reader.appliedZxid());
        }
    }

    /** What a read needs is in memory: it has its turn again. */
    void loaded(ClientConnectionState client, Pending pending) {
        if (client.closed) {
            return;
        }
        if (!reader.isServing()) {
            connections.drop(client); // it asks again where it is served
            return;
        }
        pending.state = Pending.State.PARKED;
        client.syncs--;
        drain(client);
        release(client);
    }

    /** Whether the lane does not go on although nothing is missing to its head but time or room. */
    private static boolean isStuck(ClientConnectionState client) {
        Pending head = client.lane.head();
        return head != null && !client.closed && !head.isAwaited();
    }

    /**
     * Reads must not see what their connection writes behind them. Those that have their turn and
     * cannot run hold on to the state they are due.
     */
    private void holdReads(ClientConnectionState client) {
        for (Pending pending : client.lane) {
            if (pending.isAwaited()) {
                return;
            }
            if (pending.state == Pending.State.READY && pending.zxid == AT_ITS_TURN) {
                pending.zxid = reader.appliedZxid();
            }
            if (pending.state == Pending.State.PARKED
                    && pending.view == null
                    && !(reader.isApplying()
                            && reader.waitsForApply(pending.request, () -> drain(client)))) {
                reader.hold(client, pending, this);
            }
        }
    }

    /** The connection has had its time of the turn; it goes on in a later one. */
    private void giveWay(ClientConnectionState client) {
        client.draining = true;
        slices.add(
                () -> {
                    client.draining = false;
                    drain(client);
                    return false;
                });
    }
}
