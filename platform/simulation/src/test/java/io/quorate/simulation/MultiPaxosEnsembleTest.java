package io.quorate.simulation;

import io.quorate.consensus.multipaxos.MultiPaxosFactory;
import io.quorate.consensus.multipaxos.MultiPaxosInvariants;
import io.quorate.election.fast.FastElectionFactory;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.invariant.Invariants;

/** multi-paxos beside the fast election. */
class MultiPaxosEnsembleTest extends EnsemblePlans {

    @Override
    protected Assembly assembly() {
        return Assembly.of(new MultiPaxosFactory(), new FastElectionFactory());
    }

    @Override
    protected Invariants invariants(SimPlan plan) {
        return MultiPaxosInvariants.of(plan);
    }
}
