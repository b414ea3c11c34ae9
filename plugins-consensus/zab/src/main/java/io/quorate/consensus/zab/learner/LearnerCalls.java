package io.quorate.consensus.zab.learner;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.Touches;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Outbox;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.OpCode;
import io.quorate.peer.LinkId;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The calls of this server's sessions on their way to the leader. Answers carry no number: they
 * come in the order of the calls. Source: spec quorum-protocol section 14.
 */
final class LearnerCalls {

    /** What a sync carries: the path, which nobody looks at. */
    private static final byte[] ROOT = {0, 0, 0, 1, '/'};

    /**
     * The body of a request nobody can carry out: the root is to be deleted. Every leader refuses
     * it with a transaction.
     */
    private static final byte[] IMPOSSIBLE = {0, 0, 0, 1, '/', -1, -1, -1, -1};

    /** A call under way, of a session here or of an observer that follows this server. */
    private record Asked(
            @Nullable LearnerFeed from, long callId, long sessionId, int timeoutMillis) {}

    /** So much at once leaves while the leader reads; above it the next turn goes on. */
    private static final long SLICE_BYTES = 1 << 20;

    private final Outbox out;
    private final DurableState durableState;
    private final ArrayDeque<ZabMessage> kept = new ArrayDeque<>();
    private final ArrayDeque<Asked> syncs = new ArrayDeque<>();
    private final ArrayDeque<Asked> revalidations = new ArrayDeque<>();
    private final SessionLinks sessions = new SessionLinks();
    private long keptBytes;

    /** Syncs and questions of observers that the leader has not answered. */
    private int asked;

    private boolean passesOn;
    private boolean blocked;

    LearnerCalls(Outbox out, DurableState durableState) {
        this.out = out;
        this.durableState = durableState;
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
                syncs.add(new Asked(null, call.callId(), 0, 0));
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
        passesOn = true;
    }

    /**
     * Passes on an observer's request. A session that was established elsewhere meanwhile gets
     * nothing done; but its observer waits for the request to come back, so it is made one that
     * does nothing and fails.
     */
    void forward(LinkId leader, LearnerFeed from, ZabMessage.Request request) {
        if (request.opcode() == OpCode.SYNC) {
            syncs.add(new Asked(from, 0, 0, 0));
            asked++;
        } else if (sessions.hasLeft(request.sessionId(), from.link())) {
            send(
                    leader,
                    new ZabMessage.Request(
                            request.sessionId(), request.cxid(), OpCode.DELETE, IMPOSSIBLE, null));
            return;
        }
        send(leader, request);
    }

    /** Passes on an observer's question. */
    void forward(LinkId leader, LearnerFeed from, ZabMessage.Revalidate question) {
        revalidations.add(new Asked(from, 0, question.sessionId(), question.timeoutMillis()));
        asked++;
        send(leader, question);
    }

    /**
     * A leader that does not read for a while is not sent calls either: they wait here, in their
     * order, and acknowledgements do not wait behind them.
     */
    private void send(LinkId leader, ZabMessage call) {
        if (blocked || !kept.isEmpty()) {
            kept.add(call);
            keptBytes += bytesOf(call);
        } else {
            out.send(leader, call);
        }
    }

    void pressure(LinkId leader, boolean isBlocked) {
        blocked = isBlocked;
        tick(leader);
    }

    /** Goes on with what was kept. */
    void tick(LinkId leader) {
        long bytes = 0;
        while (!blocked && !kept.isEmpty() && bytes < SLICE_BYTES) {
            ZabMessage call = kept.poll();
            bytes += bytesOf(call);
            keptBytes -= bytesOf(call);
            out.send(leader, call);
        }
    }

    private static int bytesOf(ZabMessage call) {
        return call instanceof ZabMessage.Request request ? request.body().length : 0;
    }

    /** Bytes of requests that the leader does not take yet. */
    long keptBytes() {
        return keptBytes;
    }

    /** What waits here and may be of observers. */
    int forObservers() {
        return kept.size() + asked;
    }

    void synced() {
        Asked sync = syncs.poll();
        if (sync == null) {
            return;
        }
        if (sync.from() == null) {
            out.add(new ConsensusAction.Answered(sync.callId(), LeaderAnswer.Synced.INSTANCE));
        } else {
            asked--;
            sync.from().syncAsked(0, durableState.committed());
            sync.from().syncProven();
        }
    }

    void revalidated(long sessionId, boolean valid) {
        if (revalidations.isEmpty() || revalidations.peek().sessionId() != sessionId) {
            return;
        }
        Asked question = revalidations.poll();
        LearnerFeed from = question.from();
        if (valid && passesOn) {
            sessions.established(sessionId, from == null ? null : from.link());
        }
        if (from == null) {
            out.add(
                    new ConsensusAction.Answered(
                            question.callId(), new LeaderAnswer.SessionValid(valid)));
            return;
        }
        asked--;
        if (valid) {
            out.add(new ConsensusAction.SessionLeft(sessionId));
        }
        from.revalidated(0, sessionId, valid);
        if (valid) {
            Touches touch =
                    new Touches(new long[] {sessionId}, new int[] {question.timeoutMillis()});
            out.add(new ConsensusAction.RenewSessions(from.id(), touch));
        }
    }

    int waiting() {
        return syncs.size() + revalidations.size();
    }
}
