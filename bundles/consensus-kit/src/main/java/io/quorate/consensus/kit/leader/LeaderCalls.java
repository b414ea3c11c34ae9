package io.quorate.consensus.kit.leader;

import io.quorate.consensus.Caller;
import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LeaderAnswer;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.state.Ensemble;
import io.quorate.consensus.kit.state.Server;
import io.quorate.model.EnsembleView;
import io.quorate.model.ServerId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The calls of all servers at the leader, in arrival order. At most one write leaves per step: it
 * comes back as a proposal before anything else, so what came before a sync is known.
 *
 * <p>A sync is answered once the leader is known to have led when it was asked: a round of proof
 * has ended that began behind it, or, what comes for nothing under load, a proposal made behind it
 * is decided. So no commit that may not pass a sync ever waits for it.
 *
 * <p>Source: spec quorum-protocol section 14, consensus SPI H5, M1.
 */
public final class LeaderCalls {

    /** A call and where it came from: a learner, or this server. */
    private record Waiting(LearnerFeed from, long callId, LeaderCall call) {}

    /**
     * A sync that waits for a commit and a proof.
     *
     * @param zxid the last proposal when it was asked
     * @param round the round of proof that began behind it
     */
    private record Barrier(Waiting sync, long zxid, long round) {}

    private final Server server;
    private final Collection<? extends LearnerFeed> feeds;
    private final Broadcast broadcast;
    private final LeadershipProof proof;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final ArrayDeque<Barrier> barriers = new ArrayDeque<>();
    private final LearnerBrake brake;
    private final Map<Long, Waiting> asked = new HashMap<>();
    private EnsembleView view;
    private boolean held;
    private long ref;
    private long stepOfWrite = -1;

    public LeaderCalls(
            Server server,
            Collection<? extends LearnerFeed> feeds,
            Broadcast broadcast,
            LeadershipProof proof) {
        this.server = server;
        this.feeds = feeds;
        this.broadcast = broadcast;
        this.proof = proof;
        brake = new LearnerBrake(server, feeds, proof);
    }

    /** A call of this server. */
    public void call(ConsensusEvent.Call call) {
        offer(new Waiting(null, call.callId(), call.call()));
    }

    /**
     * A learner's call; false if it sends far too many.
     *
     * @param number its number at the learner, if the protocol has any
     */
    public boolean call(LearnerFeed from, long number, LeaderCall call) {
        if (!brake.add(from, call)) {
            return false;
        }
        offer(new Waiting(from, number, call));
        return true;
    }

    private void offer(Waiting call) {
        if (waiting.isEmpty() && mayPass(call)) {
            pass(call);
            return;
        }
        waiting.add(call);
        drain();
    }

    private boolean mayPass(Waiting call) {
        return broadcast.active()
                && !held
                && stepOfWrite != server.out().step()
                && (!(call.call() instanceof LeaderCall.Submit) || broadcast.hasRoom());
    }

    /** Passes on what waits, up to and including the first write of this step. */
    public void drain() {
        while (!waiting.isEmpty() && mayPass(waiting.peek())) {
            pass(waiting.poll());
        }
    }

    private void pass(Waiting call) {
        ServerId from = call.from() == null ? server.ensemble().self() : call.from().id();
        switch (call.call()) {
            case LeaderCall.Sync sync -> {
                long behind = broadcast.lastNumber();
                if (call.from() != null) {
                    call.from().syncAsked(call.callId(), behind);
                }
                barriers.add(new Barrier(call, behind, proof.join()));
                release();
            }
            case LeaderCall.Submit submit -> {
                stepOfWrite = server.out().step();
                brake.done(call.from(), submit);
                hand(new Caller(from, call.from() == null ? call.callId() : 0), submit);
            }
            case LeaderCall.Revalidate revalidate -> {
                long number = call.callId();
                if (call.from() != null) {
                    number = --ref; // own calls have numbers above 0
                    asked.put(number, call);
                }
                hand(new Caller(from, number), revalidate);
            }
        }
    }

    private void hand(Caller caller, LeaderCall call) {
        Ensemble ensemble = server.ensemble();
        if (view == null
                || view.committed() != ensemble.committed()
                || view.proposed() != ensemble.proposed()) {
            Set<ServerId> synced = new HashSet<>();
            synced.add(ensemble.self());
            for (LearnerFeed feed : feeds) {
                if (feed.isLive()
                        && !feed.observer()) { // who acknowledges no proposal brings no quorum
                    synced.add(feed.id());
                }
            }
            view = new EnsembleView(ensemble.committed(), ensemble.proposed(), synced);
        }
        server.out().add(new ConsensusAction.Called(caller, call, view));
    }

    /** The set of learners in step has changed. */
    public void viewChanged() {
        view = null;
    }

    /** The replica has answered. */
    public void answer(ConsensusEvent.Answer answer) {
        long number = answer.caller().ref();
        if (number > 0) {
            server.out().add(new ConsensusAction.Answered(number, answer.answer()));
            return;
        }
        Waiting call = asked.remove(number);
        if (call != null
                && call.call() instanceof LeaderCall.Revalidate revalidate
                && answer.answer() instanceof LeaderAnswer.SessionValid(boolean valid)) {
            brake.done(call.from(), revalidate);
            call.from().revalidated(call.callId(), revalidate.sessionId(), valid);
        }
    }

    /** Answers the syncs that are due. */
    public void release() {
        while (!barriers.isEmpty() && isDue(barriers.peek())) {
            Waiting sync = barriers.poll().sync();
            brake.done(sync.from(), sync.call());
            if (sync.from() == null) {
                server.out()
                        .add(
                                new ConsensusAction.Answered(
                                        sync.callId(), LeaderAnswer.Synced.INSTANCE));
            } else {
                sync.from().syncProven();
            }
        }
    }

    private boolean isDue(Barrier barrier) {
        long committed = server.durableState().committed();
        return barrier.zxid() < committed
                || barrier.zxid() == committed && barrier.round() <= proof.proven();
    }

    /** A learner is gone, and what it asked. */
    public void lost(LearnerFeed feed) {
        waiting.removeIf(call -> call.from() == feed);
        barriers.removeIf(barrier -> barrier.sync().from() == feed);
        asked.values().removeIf(call -> call.from() == feed);
        brake.lost(feed);
        viewChanged();
    }

    /** What hangs on slowed learners may have changed. */
    public void tick() {
        brake.tick();
        drain();
    }

    /** Hands this leader's own write to the replica, also while calls are kept back. */
    public void submit(LeaderCall.Submit write) {
        stepOfWrite = server.out().step();
        hand(new Caller(server.ensemble().self(), 0), write);
    }

    /** Keeps back what comes, until it is released. */
    public void hold(boolean back) {
        held = back;
        brake.release(back);
    }

    boolean isIdle() {
        return barriers.isEmpty() && asked.isEmpty();
    }

    /** Calls that are not handed on, and syncs that are not answered. */
    public int waiting() {
        return waiting.size() + barriers.size();
    }
}
