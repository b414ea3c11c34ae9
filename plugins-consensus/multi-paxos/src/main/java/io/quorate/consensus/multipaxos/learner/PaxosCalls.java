package io.quorate.consensus.multipaxos.learner;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.kit.state.Outbox;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.peer.LinkId;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * The calls of this server's sessions on their way to the leader. Syncs and questions about
 * sessions carry the number of the call, and so do their answers. Source: spec multi-paxos section
 * 8.
 */
final class PaxosCalls {

    /** So much at once leaves while the leader reads; above it the next turn goes on. */
    private static final long SLICE_BYTES = 1 << 20;

    private final Outbox out;
    private final ArrayDeque<PaxosMessage> kept = new ArrayDeque<>();
    private final Set<Long> asked = new HashSet<>();
    private boolean blocked;

    PaxosCalls(Outbox out) {
        this.out = out;
    }

    void call(LinkId leader, ConsensusEvent.Call call) {
        long number = call.callId();
        switch (call.call()) {
            case LeaderCall.Submit it ->
                    send(
                            leader,
                            new PaxosMessage.Submit(
                                    it.sessionId(), it.cxid(), it.opcode(), it.body(), it.who()));
            case LeaderCall.Sync it -> {
                asked.add(number);
                send(leader, new PaxosMessage.Sync(number));
            }
            case LeaderCall.Revalidate it -> {
                asked.add(number);
                send(
                        leader,
                        new PaxosMessage.Revalidate(number, it.sessionId(), it.timeoutMillis()));
            }
        }
    }

    /**
     * A leader that does not read for a while is not sent calls either: they wait here, in their
     * order, and acknowledgements do not wait behind them.
     */
    private void send(LinkId leader, PaxosMessage call) {
        if (blocked || !kept.isEmpty()) {
            kept.add(call);
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
            PaxosMessage call = kept.poll();
            bytes += call instanceof PaxosMessage.Submit submit ? submit.body().length : 0;
            out.send(leader, call);
        }
    }

    /** A sync is answered; what it depends on came before on the same link. */
    void synced(long number) {
        answered(number, LeaderAnswer.Synced.INSTANCE);
    }

    void revalidated(long number, boolean valid) {
        answered(number, new LeaderAnswer.SessionValid(valid));
    }

    private void answered(long number, LeaderAnswer answer) {
        if (asked.remove(number)) {
            out.add(new ConsensusAction.Answered(number, answer));
        }
    }

    int waiting() {
        return asked.size();
    }
}
