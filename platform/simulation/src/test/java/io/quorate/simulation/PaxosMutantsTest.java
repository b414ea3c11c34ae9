package io.quorate.simulation;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.multipaxos.MultiPaxosFactory;
import io.quorate.consensus.multipaxos.MultiPaxosInvariants;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.invariant.Invariants;

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
}
