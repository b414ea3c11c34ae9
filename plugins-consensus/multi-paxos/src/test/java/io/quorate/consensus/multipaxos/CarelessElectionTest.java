package io.quorate.consensus.multipaxos;

import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.SharedElection;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.SimPlan.Fault;
import io.quorate.testkit.sim.SimPlan.Trait;
import io.quorate.testkit.sim.SimulationContract;
import io.quorate.testkit.sim.invariant.Invariants;

/**
 * multi-paxos beside an election that makes mistakes: whoever is elected, nothing decided is lost.
 * 3 and 5 voters, observers of the leader or of a follower, changing configurations.
 */
class CarelessElectionTest extends SimulationContract {

    @Override
    protected Assembly assembly() {
        return Assembly.of(new MultiPaxosFactory(), SharedElection.careless());
    }

    @Override
    protected Invariants invariants(SimPlan plan) {
        return MultiPaxosInvariants.of(plan);
    }

    @Override
    protected SimPlan plan(long seed) {
        return planOf(seed);
    }

    static SimPlan planOf(long seed) {
        int voters = seed % 3 == 0 ? 5 : 3;
        if (seed % 5 == 1) {
            return SimPlan.everything(voters, 2).and(Fault.RECONFIG);
        }
        return seed % 4 == 0
                ? SimPlan.everything(voters, 1).with(Trait.MASTERS)
                : SimPlan.everything(voters, seed % 2 == 0 ? 1 : 0);
    }

    @Override
    protected String module() {
        return "plugins-consensus/multi-paxos";
    }

    @Override
    protected int seeds() {
        return 150;
    }
}
