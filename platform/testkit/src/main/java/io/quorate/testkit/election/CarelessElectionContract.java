package io.quorate.testkit.election;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.SharedElection;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.SimPlan.Fault;
import io.quorate.testkit.sim.SimPlan.Trait;
import io.quorate.testkit.sim.SimulationContract;

/**
 * A consensus beside an election that makes mistakes: whoever is elected, nothing decided is lost.
 * 3 and 5 voters, observers of the leader or of a follower, changing configurations. A plugin
 * extends this class.
 */
public abstract class CarelessElectionContract extends SimulationContract {

    /** The consensus under test; a new one at each call. */
    protected abstract ConsensusFactory consensus();

    @Override
    protected final Assembly assembly() {
        return Assembly.of(consensus(), SharedElection.careless());
    }

    @Override
    protected SimPlan plan(long seed) {
        return planOf(seed);
    }

    /** What the run of a seed is made of. */
    public static SimPlan planOf(long seed) {
        int voters = seed % 3 == 0 ? 5 : 3;
        if (seed % 5 == 1) {
            return SimPlan.everything(voters, 2).and(Fault.RECONFIG);
        }
        return seed % 4 == 0
                ? SimPlan.everything(voters, 1).with(Trait.MASTERS)
                : SimPlan.everything(voters, seed % 2 == 0 ? 1 : 0);
    }

    @Override
    protected int seeds() {
        return 150;
    }
}
