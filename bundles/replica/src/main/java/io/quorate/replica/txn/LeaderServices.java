package io.quorate.replica.txn;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.LeaderCall;
import io.quorate.model.EnsembleView;
import io.quorate.model.OpCode;
import io.quorate.replica.client.ClientConnectionRegistry;
import io.quorate.replica.driver.CoreDriver;
import io.quorate.replica.driver.Ensemble;
import io.quorate.replica.driver.WriteThrottle;

/**
 * What only a leader does: makes transactions of requests, and looks for what may go. Loop thread.
 */
public final class LeaderServices {

    private final long self;
    private final ProposalPreparer preparer;
    private final Proposer proposer;
    private final ContainerSweep sweep;
    private final WriteThrottle throttle;
    private final CoreDriver driver;
    private final Ensemble ensemble;
    private final ClientConnectionRegistry connections;

    /** Answers about sessions that wait for writes before them. */
    private int answersWaiting;

    /** {@code self} is the number of this server. */
    public LeaderServices(
            long self,
            ProposalPreparer preparer,
            Proposer proposer,
            ContainerSweep sweep,
            WriteThrottle throttle,
            CoreDriver driver,
            Ensemble ensemble,
            ClientConnectionRegistry connections) {
        this.self = self;
        this.preparer = preparer;
        this.proposer = proposer;
        this.sweep = sweep;
        this.throttle = throttle;
        this.driver = driver;
        this.ensemble = ensemble;
        this.connections = connections;
    }

    /** A role ends: what waits for the storage is not done by this server. */
    public void roleEnds() {
        throttle.giveUp();
    }

    /** A term of this server begins, whose first transaction has this number. */
    public void lead(long firstZxid) {
        proposer.lead(firstZxid);
    }

    /** This server does not lead. */
    public void follow() {
        sweep.forget();
    }

    /**
     * Some server has submitted a request. New sessions do not wait for the storage: they are
     * small, nothing of theirs can come before, and whoever wants to read needs one.
     */
    public void submitted(ConsensusAction.Called called, LeaderCall.Submit submit) {
        if (submit.opcode() == OpCode.CREATE_SESSION || throttle.takes(submit.body().length)) {
            prepare(called, submit, called.view());
            return;
        }
        throttle.add(
                submit.sessionId(),
                submit.body().length,
                () -> driver.outside(() -> prepare(called, submit, viewNow(called))),
                () -> {
                    if (called.caller().server().value() == self) {
                        connections.giveUp(connections.of(submit.sessionId()));
                    }
                });
    }

    /**
     * Says whether a session may go on. A client that comes back is let in behind what its session
     * has asked before and what waits, under numbers that it may use again; and such answers are
     * given in the order in which they were asked for.
     */
    public void answer(LeaderCall.Revalidate asked, Runnable answer) {
        if (answersWaiting == 0 && !throttle.holds(asked.sessionId())) {
            answer.run();
            return;
        }
        answersWaiting++;
        throttle.add(
                asked.sessionId(),
                0,
                () -> {
                    answersWaiting--;
                    driver.outside(answer);
                },
                () -> answersWaiting--);
    }

    private void prepare(
            ConsensusAction.Called called, LeaderCall.Submit submit, EnsembleView view) {
        preparer.submitted(called.caller(), submit, view);
    }

    /** While a request has waited another configuration may have come under way, or into force. */
    private EnsembleView viewNow(ConsensusAction.Called called) {
        return new EnsembleView(ensemble.committed(), ensemble.proposed(), called.view().synced());
    }

    /** Called every few milliseconds while leading. */
    public void tick() {
        sweep.tick();
    }
}
