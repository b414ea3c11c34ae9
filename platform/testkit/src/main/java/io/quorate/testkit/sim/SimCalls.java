package io.quorate.testkit.sim;

import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.model.Membership;
import io.quorate.model.MembershipText;
import io.quorate.model.OpCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Calls of the clients of one server that have no answer yet. */
final class SimCalls {

    /** Who asked for a transaction. */
    private record Origin(long sessionId, int cxid) {}

    /** What becomes of a call: done with what was applied or answered, or lost. */
    private record Waiting(Consumer<ModelTree.Applied> done, Runnable lost) {}

    /** The session of those who change configurations. */
    static final long OPERATOR = 900;

    private final SimServer server;
    private final boolean oneQueue;
    private final Map<Origin, Waiting> writes = new HashMap<>();
    private final Map<Long, Waiting> barriers = new HashMap<>();
    private final Map<Long, Boolean> given = new HashMap<>();

    /**
     * What a learner has passed on to its leader, writes by their origin and syncs by their number,
     * in the one queue a ZooKeeper learner has for both.
     */
    private final ArrayDeque<Object> asked = new ArrayDeque<>();

    private long callIds;

    /** {@code oneQueue}: a learner takes what it asked in the order in which it asked only. */
    SimCalls(SimServer server, boolean oneQueue) {
        this.server = server;
        this.oneQueue = oneQueue;
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
        if (oneQueue && !server.isLeading()) {
            asked.add(what);
        }
    }

    /**
     * ComesBackInOrder: a ZooKeeper learner takes what comes for its own only at the head of its
     * queue; anything else leaves the head there for ever, and nobody is answered any more.
     */
    private void comesBack(Object what) {
        if (asked.contains(what) && !asked.poll().equals(what)) {
            throw new Violation(
                    "ComesBackInOrder",
                    "server %s: %s came back before what was asked first",
                    server.id(),
                    what);
        }
    }

    void applied(ModelTree.Applied applied) {
        Origin origin = new Origin(applied.header().sessionId(), applied.header().cxid());
        comesBack(origin);
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
        comesBack(callId);
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
        asked.clear();
        List<Waiting> all = new ArrayList<>(writes.values());
        all.addAll(barriers.values());
        writes.clear();
        barriers.clear();
        all.forEach(waiting -> waiting.lost().run());
    }
}
