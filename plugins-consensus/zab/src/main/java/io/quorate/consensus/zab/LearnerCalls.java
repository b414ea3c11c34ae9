package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.model.OpCode;
import io.quorate.peer.LinkId;
import java.util.ArrayDeque;

/** The calls of this server's sessions on their way to the leader. Answers carry no number: they come in the order of the calls. Source: spec quorum-protocol section 14. */
final class LearnerCalls {

    /** What a sync carries: the path, which nobody looks at. */
    private static final byte[] ROOT = {0, 0, 0, 1, '/'};

    private record Revalidation(long callId, long sessionId) {}

    private final Outbox out;
    private final ArrayDeque<Long> syncs = new ArrayDeque<>();
    private final ArrayDeque<Revalidation> revalidations = new ArrayDeque<>();

    LearnerCalls(Outbox out) {
        this.out = out;
    }

    void call(LinkId leader, ConsensusEvent.Call call) {
        switch (call.call()) {
            case LeaderCall.Submit it ->
                out.send(
                        leader,
                        new ZabMessage.Request(it.sessionId(), it.cxid(), it.opcode(), it.body(), it.who().isEmpty() ? null : it.who()));
            case LeaderCall.Sync it -> {
                syncs.add(call.callId());
                out.send(leader, new ZabMessage.Request(0, 0, OpCode.SYNC, ROOT, null));
            }
            case LeaderCall.Revalidate it -> {
                revalidations.add(new Revalidation(call.callId(), it.sessionId()));
                out.send(leader, new ZabMessage.Revalidate(it.sessionId(), it.timeoutMillis()));
            }
        }
    }

    void synced() {
        Long call = syncs.poll();
        if (call != null) {
            out.add(new ConsensusAction.Answered(call, LeaderAnswer.Synced.INSTANCE));
        }
    }

    void revalidated(long sessionId, boolean valid) {
        if (!revalidations.isEmpty() && revalidations.peek().sessionId() == sessionId) {
            out.add(new ConsensusAction.Answered(revalidations.poll().callId(), new LeaderAnswer.SessionValid(valid)));
        }
    }

    int waiting() {
        return syncs.size() + revalidations.size();
    }
}
