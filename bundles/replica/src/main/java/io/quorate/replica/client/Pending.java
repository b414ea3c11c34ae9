package io.quorate.replica.client;

import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.replica.driver.HeldView;
import io.quorate.service.NodeEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request of a connection that has no answer yet. Loop thread only. */
public final class Pending {

    /** Where the request stands. */
    enum State {
        /** A read that runs once everything before it is answered. */
        PARKED,
        /** A read that runs elsewhere, or in slices. */
        RUNNING,
        /** A read whose data is being brought into memory; it sees what is there then. */
        LOADING,
        /** Waits for a commit or for the core. */
        WAITING,
        /** The end of a local session: answered at its turn, and the connection with it. */
        PARTING,
        /** Its outcome is known; it leaves when it is at the head. */
        READY
    }

    public final int xid;
    public final int op;

    /** What it asks; null for writes, of which nobody asks it. */
    public final Request request;

    public State state;

    @SuppressWarnings("NullAway.Init") // given when it is ready
    public Outcome outcome;

    public long zxid;

    /** What a read sees that had its turn and could not run in it; null if there is no such. */
    public @Nullable HeldView view;

    /** How often what it reads was loaded. */
    int loads;

    /** Whether it has left a watch that was not there, and that goes if the read is refused. */
    boolean hasNewWatch;

    /** How often its view was ended by the storage. */
    int viewsEnded;

    /** Events that leave right behind the reply, as they are about later changes; null if none. */
    public @Nullable List<NodeEvent> behind;

    /** {@code request} is null for writes, whose body travels elsewhere. */
    @SuppressWarnings("NullAway") // see request
    public Pending(int xid, int op, @Nullable Request request, State state) {
        this.xid = xid;
        this.op = op;
        this.request = request;
        this.state = state;
    }

    /** What it reads is being loaded. */
    void loading() {
        loads++;
        state = State.LOADING;
    }

    /** Whether it will see, or make, a later state than that of now. */
    boolean isAwaited() {
        return state == State.WAITING || state == State.LOADING;
    }

    void ready(Outcome known, long atZxid) {
        outcome = known;
        zxid = atZxid;
        state = State.READY;
    }

    /** An event that must not overtake the reply. */
    public void follow(NodeEvent event) {
        if (behind == null) {
            behind = new ArrayList<>();
        }
        behind.add(event);
    }

    /** Nobody waits for it any more. */
    public void forget() {
        if (view != null) {
            view.release();
            view = null;
        }
        behind = null;
    }
}
