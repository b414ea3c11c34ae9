package io.quorate.simulation;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.HardState;
import io.quorate.consensus.multipaxos.MultiPaxosFactory;
import io.quorate.consensus.multipaxos.MultiPaxosInvariants;
import io.quorate.simulation.RewritingFactory.Mistake;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.SimPlan.Fault;
import io.quorate.testkit.sim.invariant.Invariants;
import org.junit.jupiter.api.Test;

/** Mistakes of multi-paxos. Source: spec multi-paxos section 11. */
class PaxosMutantsTest extends ConsensusMutants {

    @Override
    protected ConsensusFactory sound() {
        return new MultiPaxosFactory();
    }

    @Override
    protected Invariants watched(SimPlan plan) {
        return MultiPaxosInvariants.of(plan);
    }

    @Test
    void installingOverALaterPromise() {
        caught(
                "a tree is installed over a later promise",
                () ->
                        Mistake.inEach(
                                action ->
                                        action instanceof ConsensusAction.InstallSnapshot it
                                                ? new ConsensusAction.InstallSnapshot(
                                                        it.ticket(),
                                                        it.transfer(),
                                                        it.zxid(),
                                                        new HardState(
                                                                it.hardState().currentEpoch(),
                                                                it.hardState().currentEpoch(),
                                                                new byte[0]),
                                                        it.keepTail())
                                                : action),
                this::watched,
                SimPlan.everything(3, 0),
                "PromisesStand",
                "OneLeaderPerBallot",
                "OneLeaderPerTerm");
    }

    /** Who was removed still counts, and who came does not. */
    @Test
    void countingUnderTheOldConfiguration() {
        caught(
                "a leader goes on counting under the configuration before",
                () ->
                        new Mistake() {
                            @Override
                            public ConsensusEvent event(ConsensusEvent event) {
                                return event instanceof ConsensusEvent.Propose it
                                                && it.membership() != null
                                        ? new ConsensusEvent.Propose(it.zxid(), it.txn(), null)
                                        : event;
                            }
                        },
                this::watched,
                SimPlan.everything(3, 2).and(Fault.RECONFIG),
                "CommittedIsDurable",
                "NoCommittedCut",
                "LeaderHasEverything",
                "RecoversWhenCalm",
                "NobodyHalts");
    }
}
