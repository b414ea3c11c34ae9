package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.testkit.election.CarelessElectionContract;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.invariant.Invariants;

/** zab beside an election that makes mistakes. */
class CarelessElectionTest extends CarelessElectionContract {

    @Override
    protected ConsensusFactory consensus() {
        return new ZabFactory();
    }

    @Override
    protected Invariants invariants(SimPlan plan) {
        return ZabInvariants.of(plan);
    }

    @Override
    protected String module() {
        return "plugins-consensus/zab";
    }
}
