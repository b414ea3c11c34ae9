package io.quorate.simulation.model;

import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.LogEntry;
import io.quorate.model.OpCode;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** What was asked for at one server and has no answer yet. */
final class ModelCalls {

    private final TreeSet<Integer> writes = new TreeSet<>();
    private final TreeMap<Long, Integer> syncs = new TreeMap<>();
    private final TreeSet<Long> answered = new TreeSet<>();
    private long callIds;

    /** The call of a write. */
    LeaderCall.Submit write(int number) {
        writes.add(number);
        callIds++;
        return new LeaderCall.Submit(number, 1, OpCode.SET_DATA, Txns.of(number), List.of());
    }

    LeaderCall.Sync sync(int number) {
        syncs.put(++callIds, number);
        return new LeaderCall.Sync();
    }

    /** The id of the last call. */
    long lastId() {
        return callIds;
    }

    boolean isIdle() {
        return writes.isEmpty() && syncs.isEmpty();
    }

    void applied(LogEntry entry, Step step) {
        int number = Txns.number(entry.txn());
        step.add(new Effect.ComesBack(number));
        if (writes.remove(number)) {
            step.add(new Effect.Acknowledges(number, entry.zxid()));
        }
    }

    void answered(long callId, long appliedZxid, Step step) {
        Integer number = syncs.remove(callId);
        if (number == null) {
            throw new Violation(
                    "AnsweredOnce",
                    "call %d, %s",
                    callId,
                    answered.contains(callId) ? "for the second time" : "which is no sync here");
        }
        answered.add(callId);
        step.add(new Effect.ComesBack(number));
        step.add(new Effect.Syncs(number, appliedZxid));
    }

    /** Nobody knows what becomes of what has no answer. */
    void lost(Step step) {
        if (!isIdle()) {
            step.add(new Effect.Forgets());
        }
        writes.clear();
        syncs.clear();
    }
}
