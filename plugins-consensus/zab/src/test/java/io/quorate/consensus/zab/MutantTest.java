package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.testkit.election.CarelessElectionContract;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.SharedElection;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.Simulation;
import io.quorate.testkit.sim.invariant.Violation;
import org.junit.jupiter.api.Test;

/**
 * Each rule put wrong must show within a bounded number of the runs of {@link
 * CarelessElectionTest}; otherwise they are too tame.
 */
class MutantTest {

    private static final int SEEDS_MAX = 400;

    private static void caught(String what, ConsensusFactory wrong) {
        for (long seed = 1; seed <= SEEDS_MAX; seed++) {
            SimPlan plan = CarelessElectionContract.planOf(seed);
            try {
                new Simulation(
                                Assembly.of(wrong, SharedElection.careless()),
                                ZabInvariants.of(plan),
                                plan,
                                seed,
                                false)
                        .run();
            } catch (Violation found) {
                System.out.printf("| %s | %s | %d |%n", what, found.invariant(), seed);
                return;
            }
        }
        assertThat(false).as("%s was not noticed in %d runs", what, SEEDS_MAX).isTrue();
    }

    @Test
    void committingWithoutAQuorumIsNoticed() {
        caught("a commit after the first acknowledgement", WrongRules.committingWithoutAQuorum());
    }

    @Test
    void leadingWithLessThanAFollowerIsNoticed() {
        caught("a leader that is behind its followers", WrongRules.leadingWithLessThanAFollower());
    }

    @Test
    void aDifferenceForAForeignHistoryIsNoticed() {
        caught("a difference whatever the learner has", WrongRules.aDifferenceForAForeignHistory());
    }

    @Test
    void keepingATailNobodyDecidedIsNoticed() {
        caught("a tail that is not cut", WrongRules.keepingATailNobodyDecided());
    }

    @Test
    void aCommitThatOvertakesASyncIsNoticed() {
        caught("a commit that overtakes a sync", WrongRules.aCommitThatOvertakesASync());
    }
}
