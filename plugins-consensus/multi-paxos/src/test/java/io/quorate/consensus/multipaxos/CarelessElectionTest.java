package io.quorate.consensus.multipaxos;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.testkit.election.CarelessElectionContract;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.invariant.Invariants;

/** multi-paxos beside an election that makes mistakes. */
class CarelessElectionTest extends CarelessElectionContract {

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
        return "plugins-consensus/multi-paxos";
    }
}
