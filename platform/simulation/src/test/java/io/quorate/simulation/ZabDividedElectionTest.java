package io.quorate.simulation;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.zab.ZabFactory;
import io.quorate.consensus.zab.ZabInvariants;
import io.quorate.testkit.election.DividedElectionContract;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.invariant.Invariants;

/** zab beside an election that names two leaders at once. */
class ZabDividedElectionTest extends DividedElectionContract {

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
        return "platform/simulation";
    }
}
