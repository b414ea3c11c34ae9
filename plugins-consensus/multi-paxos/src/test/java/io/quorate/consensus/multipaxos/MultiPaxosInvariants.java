package io.quorate.consensus.multipaxos;

import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.SimPlan.Trait;
import io.quorate.testkit.sim.invariant.FoundedEpochs;

/**
 * What a run of multi-paxos must hold beside what every run must: the rules of its ballots,
 * OneLeaderPerBallot (I3) and PromisesStand (I2). The names are those of docs/TESTING.md.
 *
 * <p>Source: spec multi-paxos section 10.
 */
public final class MultiPaxosInvariants extends FoundedEpochs {

    private MultiPaxosInvariants(boolean alone) {
        super("OneLeaderPerBallot", "PromisesStand", alone);
    }

    /** All of them. */
    public static MultiPaxosInvariants of(SimPlan plan) {
        return new MultiPaxosInvariants(plan.traits().contains(Trait.ORACLE));
    }
}
