package io.quorate.testkit.sim;

import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import io.quorate.testkit.sim.invariant.Invariants;
import io.quorate.testkit.sim.invariant.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Calls of the clients of one server that have no answer yet. */
final class SimCalls {

    /** The origin of a transaction. */
    private record Origin(long sessionId, int cxid) {}

    /** What becomes of a call: done with what was applied or answered, or lost. */
    private record Waiting(Consumer<ModelTree.Applied> done, Runnable lost) {}

    /** The session that changes configurations. */
    static final long OPERATOR = 900;

    private final SimServer server;
    private final Invariants invariants;
    private final Map<Origin, Waiting> writes = new HashMap<>();
    private final Map<Long, Waiting> barriers = new HashMap<>();
    private final Map<Long, Boolean> given = new HashMap<>();
    private long callIds;

    SimCalls(SimServer server, Invariants invariants) {
        this.server = server;
        this.invariants = invariants;
    }

    void submit(
            long sessionId,
            int cxid,
            byte[] body,
            Consumer<ModelTree.Applied> done,
            Runnable lost) {
        Origin origin = new Origin(sessionId, cxid);
        writes.put(origin, new Waiting(done, lost));
        asks(origin);
        long callId = ++callIds;
        given.put(callId, false);
        server.call(
                callId, new LeaderCall.Submit(sessionId, cxid, OpCode.SET_DATA, body, List.of()));
    }

    /** An operator asks for another configuration and does not wait. */
    void reconfig(Membership next) {
        long callId = ++callIds;
        int number = server.nextReconfig();
        given.put(callId, false);
        asks(new Origin(OPERATOR, number));
        server.call(
                callId,
                new LeaderCall.Submit(
                        OPERATOR,
                        number,
                        OpCode.RECONFIG,
                        MembershipText.format(next).getBytes(StandardCharsets.UTF_8),
                        List.of()));
    }

    void sync(Consumer<ModelTree.Applied> done, Runnable lost) {
        long callId = ++callIds;
        given.put(callId, false);
        barriers.put(callId, new Waiting(done, lost));
        asks(callId);
        server.call(callId, new LeaderCall.Sync());
    }

    private void asks(Object what) {
        if (!server.isLeading()) {
            invariants.asks(server.id(), what);
        }
    }

    void applied(ModelTree.Applied applied) {
        Origin origin = new Origin(applied.header().sessionId(), applied.header().cxid());
        invariants.comesBack(server.id(), origin);
        Waiting waiting = writes.remove(origin);
        if (waiting != null) {
            waiting.done().accept(applied);
        }
    }

    void answered(long callId, LeaderAnswer answer) {
        Boolean before = given.put(callId, true);
        if (before == null || before) {
            throw new Violation(
                    "AnsweredOnce",
                    "server %s: call %d, %s",
                    server.id(),
                    callId,
                    before == null ? "which was never made" : "for the second time");
        }
        invariants.comesBack(server.id(), callId);
        Waiting waiting = barriers.remove(callId);
        if (waiting != null) {
            waiting.done().accept(null);
        }
    }

    /** The core said that what it was given has an unknown fate: it may not answer any more. */
    void forget() {
        given.clear();
    }

    /** Nobody knows what becomes of those without an answer. */
    void lost() {
        invariants.forgets(server.id());
        List<Waiting> all = new ArrayList<>(writes.values());
        all.addAll(barriers.values());
        writes.clear();
        barriers.clear();
        all.forEach(waiting -> waiting.lost().run());
    }
}
