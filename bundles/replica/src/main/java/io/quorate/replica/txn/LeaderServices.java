package io.quorate.replica.txn;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.LeaderCall;

/**
 * What only a leader does: makes transactions of requests, and looks for what may go. Loop thread.
 */
public final class LeaderServices {

    private final ProposalPreparer preparer;
    private final Proposer proposer;
    private final ContainerSweep sweep;

    public LeaderServices(ProposalPreparer preparer, Proposer proposer, ContainerSweep sweep) {
        this.preparer = preparer;
        this.proposer = proposer;
        this.sweep = sweep;
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
     * Some server has submitted a request. What becomes of it is proposed before anything else: a
     * core relies on that. Source: consensus SPI section 1.5.
     */
    public void submitted(ConsensusAction.Called called, LeaderCall.Submit submit) {
        preparer.submitted(called.caller(), submit, called.view());
    }

    /** Called every few milliseconds while leading. */
    public void tick() {
        sweep.tick();
    }
}
