package io.quorate.simulation;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.zab.ZabFactory;
import io.quorate.consensus.zab.ZabInvariants;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.invariant.Invariants;
import org.junit.jupiter.api.Test;

/** Mistakes of zab. */
class MutantsTest extends ConsensusMutants {

    @Override
    protected ConsensusFactory sound() {
        return new ZabFactory();
    }

    @Override
    protected Invariants watched(SimPlan plan) {
        return ZabInvariants.ofEpochs(plan);
    }

    /**
     * A ZooKeeper learner whose commits overtake its syncs answers nobody any more; each SYNC
     * leaves behind what comes next on its link.
     */
    @Test
    void aCommitOvertakesASync() {
        caught(
                "a COMMIT overtakes a SYNC",
                Mistakes::aCommitOvertakesASync,
                ZabInvariants::of,
                SimPlan.everything(3, 0),
                "ComesBackInOrder");
    }
}
