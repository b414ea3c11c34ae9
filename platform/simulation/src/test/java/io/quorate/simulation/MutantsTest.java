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

    /** 335, 1291: a promise is forgotten by a crash. */
    @Test
    void forgettingThePromise() {
        caught(
                "335: the accepted epoch is not stored",
                Mistakes::forgettingThePromise,
                "OlderTermsAreOver",
                "OneDiscoveryPerEpoch",
                "OneLeaderPerTerm");
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
                "ComesBackInOrder");
    }
}
