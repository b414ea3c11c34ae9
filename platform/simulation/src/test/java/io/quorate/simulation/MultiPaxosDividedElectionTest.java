package io.quorate.simulation;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.multipaxos.MultiPaxosFactory;
import io.quorate.consensus.multipaxos.MultiPaxosInvariants;
import io.quorate.testkit.election.DividedElectionContract;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.invariant.Invariants;

/** multi-paxos beside an election that names two leaders at once. */
class MultiPaxosDividedElectionTest extends DividedElectionContract {

    @Override
    protected ConsensusFactory consensus() {
        return new MultiPaxosFactory();
    }

    @Override
    protected Invariants invariants(SimPlan plan) {
        return MultiPaxosInvariants.of(plan);
    }

    @Override
    protected String module() {
        return "platform/simulation";
    }
}
