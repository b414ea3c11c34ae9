package io.quorate.replica;

import io.quorate.model.Outcome;
import io.quorate.model.Request;

/** A request of a connection that has no answer yet. Loop thread only. */
final class Pending {

    /** Where the request stands. */
    enum State {
        /** A read that runs once everything before it is answered. */
        PARKED,
        /** Waits for a commit, for the core or for a background worker. */
        WAITING,
        /** The end of a local session: answered at its turn, and the connection with it. */
        PARTING,
        /** Its outcome is known; it leaves when it is at the head. */
        READY
    }

    final int xid;
    final int op;
    final Request request;
    State state;
    Outcome outcome;
    long zxid;

    /** {@code request} is null for writes, whose body travels elsewhere. */
    Pending(int xid, int op, Request request, State state) {
        this.xid = xid;
        this.op = op;
        this.request = request;
        this.state = state;
    }

    void ready(Outcome known, long atZxid) {
        outcome = known;
        zxid = atZxid;
        state = State.READY;
    }
}
