package io.quorate.testkit.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.SharedElection;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.SimPlan.Fault;
import io.quorate.testkit.sim.SimPlan.Trait;
import io.quorate.testkit.sim.Simulation;
import io.quorate.testkit.sim.SimulationContract;
import org.junit.jupiter.api.Test;

/**
 * A consensus beside an election that names two leaders at once as long as faults happen: who is
 * elected decides when something is agreed on, never what. A plugin extends this class.
 */
public abstract class DividedElectionContract extends SimulationContract {

    /** Runs that are counted one by one. */
    private static final int RUNS = 10;

    /** The consensus under test; a new one at each call. */
    protected abstract ConsensusFactory consensus();

    @Override
    protected final Assembly assembly() {
        return Assembly.of(consensus(), election());
    }

    private SharedElection election() {
        return SharedElection.divided(plan(1).chaosMillis());
    }

    @Override
    protected SimPlan plan(long seed) {
        SimPlan plan = super.plan(seed);
        return switch ((int) (seed % 6)) {
            case 2 -> plan.and(Fault.RECONFIG);
            case 4 -> plan.with(Trait.SKEWED_CLOCKS);
            default -> plan;
        };
    }

    @Override
    protected int seeds() {
        return 100;
    }

    /** Otherwise these runs would show nothing. */
    @Test
    void twoLeadAtOnceInEveryRun() {
        for (long seed = 1; seed <= RUNS; seed++) {
            SharedElection election = election();
            SimPlan plan = plan(seed);
            Assembly assembly = Assembly.of(consensus(), election);
            new Simulation(assembly, invariants(plan), plan, seed, false).run();
            assertThat(election.rivals())
                    .as("leaders beside another one in the run of seed %d", seed)
                    .isPositive();
        }
    }
}
