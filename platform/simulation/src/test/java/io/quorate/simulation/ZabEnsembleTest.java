package io.quorate.simulation;

import io.quorate.consensus.zab.ZabFactory;
import io.quorate.consensus.zab.ZabInvariants;
import io.quorate.election.fast.FastElectionFactory;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.invariant.Invariants;

/** zab beside the fast election. */
class ZabEnsembleTest extends EnsemblePlans {

    @Override
    protected Assembly assembly() {
        return Assembly.of(new ZabFactory(), new FastElectionFactory());
    }

    @Override
    protected Invariants invariants(SimPlan plan) {
        return ZabInvariants.of(plan);
    }
}
