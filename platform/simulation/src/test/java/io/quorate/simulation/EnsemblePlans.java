package io.quorate.simulation;

import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.SimPlan.Fault;
import io.quorate.testkit.sim.SimPlan.Trait;
import io.quorate.testkit.sim.SimulationContract;
import java.util.Set;

/**
 * What the runs of a consensus of ensembles are made of: 3, 5 or 7 voters, observers of the leader
 * and of followers, changing configurations, groups, an oracle, clocks of different speed.
 */
abstract class EnsemblePlans extends SimulationContract {

    @Override
    protected SimPlan plan(long seed) {
        SimPlan plan = shape(seed);
        return seed % 3 == 0 ? plan.with(Trait.SKEWED_CLOCKS) : plan;
    }

    private SimPlan shape(long seed) {
        return switch ((int) (seed % 40)) {
            case 5, 13, 21, 37 -> SimPlan.everything(3, 2).and(Fault.RECONFIG);
            case 1, 9, 17, 25, 33 -> upheavals(seed);
            case 29 -> SimPlan.everything(5, 1).and(Fault.RECONFIG);
            case 6, 14, 30 -> SimPlan.everything(3, 2).with(Trait.MASTERS);
            case 22 -> SimPlan.everything(3, 2).with(Trait.MASTERS).and(Fault.RECONFIG);
            case 12, 32 -> SimPlan.everything(6, 0).with(Trait.HIERARCHY);
            case 20 -> SimPlan.everything(2, 0).with(Trait.ORACLE).and(Fault.ORACLE);
            default -> super.plan(seed);
        };
    }

    /** Three to six voters and a server that joins them, with other faults in one of four runs. */
    static SimPlan upheavals(long seed) {
        int voters = 3 + (int) (seed / 8 % 4);
        SimPlan plan = SimPlan.everything(voters, 1);
        return new SimPlan(
                        voters,
                        1,
                        2,
                        plan.chaosMillis(),
                        plan.calmMillis(),
                        seed / 8 % 16 < 4 ? plan.faults() : Set.of(Fault.DOUBLE),
                        Set.of(Trait.UPHEAVALS))
                .and(Fault.RECONFIG);
    }

    @Override
    protected String module() {
        return "platform/simulation";
    }

    @Override
    protected int seeds() {
        return 1_000;
    }
}
