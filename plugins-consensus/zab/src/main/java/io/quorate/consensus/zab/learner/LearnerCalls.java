package io.quorate.consensus.zab.learner;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.kit.calls.Asked;
import io.quorate.consensus.kit.calls.CallAnswers;
import io.quorate.consensus.kit.calls.CallQueue;
import io.quorate.consensus.kit.calls.RequestBytes;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Outbox;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.OpCode;
import io.quorate.peer.LinkId;
import java.util.ArrayDeque;

/**
 * The calls of this server's sessions on their way to the leader. Answers carry no number: they
 * come in the order of the calls. Source: spec quorum-protocol section 14.
 */
final class LearnerCalls {

    /** What a sync carries: the path, which nobody looks at. */
    private static final byte[] ROOT = {0, 0, 0, 1, '/'};

    private final CallQueue queue;
    private final CallAnswers answers;
    private final ArrayDeque<Asked> syncs = new ArrayDeque<>();
    private final ArrayDeque<Asked> revalidations = new ArrayDeque<>();

    LearnerCalls(Outbox out, DurableState durableState) {
        queue = new CallQueue(out);
        answers = new CallAnswers(out, durableState);
    }

    void call(LinkId leader, ConsensusEvent.Call call) {
        switch (call.call()) {
            case LeaderCall.Submit it ->
                    send(
                            leader,
                            new ZabMessage.Request(
                                    it.sessionId(),
                                    it.cxid(),
                                    it.opcode(),
                                    it.body(),
                                    it.who().isEmpty() ? null : it.who()));
            case LeaderCall.Sync it -> {
                syncs.add(Asked.sync(null, call.callId()));
                send(leader, new ZabMessage.Request(0, 0, OpCode.SYNC, ROOT, null));
            }
            case LeaderCall.Revalidate it -> {
                revalidations.add(
                        new Asked(null, call.callId(), it.sessionId(), it.timeoutMillis()));
                send(leader, new ZabMessage.Revalidate(it.sessionId(), it.timeoutMillis()));
            }
        }
    }

    /** There may be observers from now on. */
    void passOn() {
        answers.passOn();
    }

    /**
     * Passes on an observer's request. A session that was established elsewhere meanwhile gets
     * nothing done; but its observer waits for the request to come back, so it is made one that
     * does nothing and fails.
     */
    void forward(LinkId leader, LearnerFeed from, ZabMessage.Request request) {
        if (request.opcode() == OpCode.SYNC) {
            syncs.add(answers.asked(Asked.sync(from, 0)));
        } else if (answers.hasLeft(request.sessionId(), from)) {
            send(
                    leader,
                    new ZabMessage.Request(
                            request.sessionId(),
                            request.cxid(),
                            OpCode.DELETE,
                            CallAnswers.impossible(),
                            null));
            return;
        }
        send(leader, request);
    }

    /** Passes on an observer's question. */
    void forward(LinkId leader, LearnerFeed from, ZabMessage.Revalidate question) {
        revalidations.add(
                answers.asked(new Asked(from, 0, question.sessionId(), question.timeoutMillis())));
        send(leader, question);
    }

    private void send(LinkId leader, ZabMessage call) {
        int bytes =
                call instanceof ZabMessage.Request request
                        ? RequestBytes.of(request.body(), request.who())
                        : 0;
        queue.send(leader, call, bytes);
    }

    void synced() {
        Asked sync = syncs.poll();
        if (sync != null) {
            answers.synced(sync);
        }
    }

    void revalidated(long sessionId, boolean valid) {
        if (!revalidations.isEmpty() && revalidations.peek().sessionId() == sessionId) {
            answers.revalidated(revalidations.poll(), valid);
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
        return syncs.size() + revalidations.size();
    }
}
