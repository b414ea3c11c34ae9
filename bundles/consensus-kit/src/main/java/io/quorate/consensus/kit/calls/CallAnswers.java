package io.quorate.consensus.kit.calls;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.Touches;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Outbox;

/**
 * What becomes of the leader's answers: those to sessions of this server go to the replica, those
 * to observers into their streams. Owned by a stay with a leader; replica loop only.
 *
 * <p>Source: spec quorum-protocol sections 14.3, 18, docs/adr/0051.
 */
public final class CallAnswers {

    /** The root is to be deleted, whatever its version. */
    private static final byte[] IMPOSSIBLE = {0, 0, 0, 1, '/', -1, -1, -1, -1};

    private final Outbox out;
    private final DurableState durableState;
    private final SessionLinks sessions = new SessionLinks();
    private boolean passesOn;
    private int forObservers;

    /** Answers of a leader at a server without observers. */
    public CallAnswers(Outbox out, DurableState durableState) {
        this.out = out;
        this.durableState = durableState;
    }

    /** There may be observers from now on. */
    public void passOn() {
        passesOn = true;
    }

    /**
     * Whether a session was established elsewhere since it was at this observer. Then nothing may
     * be done for it; but the observer waits for the request to come back, so that is passed on as
     * {@link #impossible}.
     */
    public boolean hasLeft(long sessionId, LearnerFeed from) {
        return sessions.hasLeft(sessionId, from.link());
    }

    /**
     * The body of a removal nobody can carry out. Every leader refuses it with a transaction, so
     * whoever asked hears of it.
     */
    public static byte[] impossible() {
        return IMPOSSIBLE.clone();
    }

    /** A question leaves for the leader; observers' questions are counted until it is answered. */
    public Asked asked(Asked question) {
        if (question.from() != null) {
            forObservers++;
        }
        return question;
    }

    /** Questions of observers that the leader has not answered. */
    public int forObservers() {
        return forObservers;
    }

    /** A sync is answered; what it depends on came before on the same link. */
    public void synced(Asked sync) {
        if (sync.from() == null) {
            out.add(new ConsensusAction.Answered(sync.callId(), LeaderAnswer.Synced.INSTANCE));
        } else {
            forObservers--;
            sync.from().syncAsked(sync.callId(), durableState.committed());
            sync.from().syncProven();
        }
    }

    /** A question about a session is answered. */
    public void revalidated(Asked asked, boolean valid) {
        long sessionId = asked.sessionId();
        LearnerFeed from = asked.from();
        if (valid && passesOn) {
            sessions.established(sessionId, from == null ? null : from.link());
        }
        if (from == null) {
            out.add(
                    new ConsensusAction.Answered(
                            asked.callId(), new LeaderAnswer.SessionValid(valid)));
            return;
        }
        forObservers--;
        if (valid) {
            out.add(new ConsensusAction.SessionLeft(sessionId));
        }
        from.revalidated(asked.callId(), sessionId, valid);
        if (valid) {
            Touches touch = new Touches(new long[] {sessionId}, new int[] {asked.timeoutMillis()});
            out.add(new ConsensusAction.RenewSessions(from.id(), touch));
        }
    }
}
