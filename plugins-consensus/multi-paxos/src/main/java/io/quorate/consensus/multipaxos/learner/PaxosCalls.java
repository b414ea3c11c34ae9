package io.quorate.consensus.multipaxos.learner;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.kit.calls.Asked;
import io.quorate.consensus.kit.calls.CallAnswers;
import io.quorate.consensus.kit.calls.CallQueue;
import io.quorate.consensus.kit.calls.RequestBytes;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Outbox;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.model.OpCode;
import io.quorate.peer.LinkId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The calls of this server's sessions, and of observers that follow it, on their way to the leader.
 * Syncs and questions about sessions carry a number, and so do their answers: that of the call, or
 * for an observer one below 0 that this server gives. Source: spec multi-paxos section 8.
 */
final class PaxosCalls {

    private final CallQueue queue;
    private final CallAnswers answers;
    private final Map<Long, Asked> asked = new HashMap<>();
    private long lastForwarded;

    PaxosCalls(Outbox out, DurableState durableState) {
        queue = new CallQueue(out);
        answers = new CallAnswers(out, durableState);
    }

    void call(LinkId leader, ConsensusEvent.Call call) {
        long number = call.callId();
        switch (call.call()) {
            case LeaderCall.Submit it ->
                    submit(
                            leader,
                            new PaxosMessage.Submit(
                                    it.sessionId(), it.cxid(), it.opcode(), it.body(), it.who()));
            case LeaderCall.Sync it -> sync(leader, number, Asked.sync(null, number));
            case LeaderCall.Revalidate it ->
                    revalidate(
                            leader,
                            number,
                            new Asked(null, number, it.sessionId(), it.timeoutMillis()));
        }
    }

    /** There may be observers from now on. */
    void passOn() {
        answers.passOn();
    }

    /**
     * Passes on an observer's write. A session that was established elsewhere meanwhile gets
     * nothing done; but its observer waits for the write to come back, so it is made one that does
     * nothing and fails.
     */
    void forward(LinkId leader, LearnerFeed from, PaxosMessage.Submit write) {
        boolean hasLeft = answers.hasLeft(write.sessionId(), from);
        submit(leader, hasLeft ? impossible(write) : write);
    }

    private static PaxosMessage.Submit impossible(PaxosMessage.Submit write) {
        return new PaxosMessage.Submit(
                write.sessionId(),
                write.cxid(),
                OpCode.DELETE,
                CallAnswers.impossible(),
                List.of());
    }

    /** Passes on an observer's sync. */
    void forward(LinkId leader, LearnerFeed from, PaxosMessage.Sync sync) {
        sync(leader, --lastForwarded, Asked.sync(from, sync.call()));
    }

    /** Passes on an observer's question. */
    void forward(LinkId leader, LearnerFeed from, PaxosMessage.Revalidate it) {
        revalidate(
                leader,
                --lastForwarded,
                new Asked(from, it.call(), it.sessionId(), it.timeoutMillis()));
    }

    private void submit(LinkId leader, PaxosMessage.Submit write) {
        queue.send(leader, write, RequestBytes.of(write.body(), write.who()));
    }

    private void sync(LinkId leader, long number, Asked sync) {
        asked.put(number, answers.asked(sync));
        queue.send(leader, new PaxosMessage.Sync(number), 0);
    }

    private void revalidate(LinkId leader, long number, Asked it) {
        asked.put(number, answers.asked(it));
        queue.send(
                leader, new PaxosMessage.Revalidate(number, it.sessionId(), it.timeoutMillis()), 0);
    }

    /** A sync is answered; what it depends on came before on the same link. */
    void synced(long number) {
        Asked sync = asked.remove(number);
        if (sync != null) {
            answers.synced(sync);
        }
    }

    void revalidated(long number, boolean valid) {
        Asked question = asked.remove(number);
        if (question != null) {
            answers.revalidated(question, valid);
        }
    }

    /** Where calls wait for the leader. */
    CallQueue queue() {
        return queue;
    }

    /** What waits for the leader's answers. */
    CallAnswers answers() {
        return answers;
    }

    int waiting() {
        return asked.size();
    }
}
