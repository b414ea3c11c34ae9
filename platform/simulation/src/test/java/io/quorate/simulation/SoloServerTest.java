package io.quorate.simulation;

import io.quorate.consensus.solo.SoloFactory;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.SimulationContract;

/** solo: one server whose process and disk fail. */
class SoloServerTest extends SimulationContract {

    @Override
    protected Assembly assembly() {
        return Assembly.of(new SoloFactory(), null);
    }

    @Override
    protected SimPlan plan(long seed) {
        // Alone, it has no links.
        return SimPlan.everything(1, 0)
                .without(SimPlan.Fault.CUT, SimPlan.Fault.BREAK, SimPlan.Fault.DOUBLE);
    }

    @Override
    protected String module() {
        return "platform/simulation";
    }

    @Override
    protected int seeds() {
        return 100;
    }
}
