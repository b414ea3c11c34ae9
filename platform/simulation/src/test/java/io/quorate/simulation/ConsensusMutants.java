package io.quorate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.election.fast.FastElectionFactory;
import io.quorate.simulation.RewritingFactory.Mistake;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.Simulation;
import io.quorate.testkit.sim.invariant.Invariants;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Historical bugs and wrong orders, planted around sound cores of a consensus, must be caught
 * within a bounded number of seeds. The numbers are ZooKeeper's, see spec quorum-protocol section
 * 22.2.
 *
 * <p>{@code -Dquorate.mutants.seeds=n} sets how long to look (default and full size 20,000; the
 * slowest needs a few hundred).
 */
abstract class ConsensusMutants {

    private static final int SEEDS_MAX = Integer.getInteger("quorate.mutants.seeds", 20_000);

    /** The protocol whose cores make mistakes. */
    protected abstract ConsensusFactory sound();

    /** What its runs must hold of their own. */
    protected abstract Invariants watched(SimPlan plan);

    void caught(String what, Supplier<Mistake> mistake, String... invariants) {
        caught(what, mistake, this::watched, invariants);
    }

    /**
     * A mistake must be noticed.
     *
     * @param invariants those that may notice it
     */
    void caught(
            String what,
            Supplier<Mistake> mistake,
            Function<SimPlan, Invariants> watched,
            String... invariants) {
        caught(
                what,
                mistake,
                watched,
                seed -> SimPlan.everything(seed % 4 == 3 ? 5 : 3, 0),
                invariants);
    }

    /** A mistake with configurations must be noticed while they change all the time. */
    void caughtInUpheavals(String what, Supplier<Mistake> mistake, String... invariants) {
        caught(what, mistake, this::watched, EnsemblePlans::upheavals, invariants);
    }

    private void caught(
            String what,
            Supplier<Mistake> mistake,
            Function<SimPlan, Invariants> watched,
            LongFunction<SimPlan> plans,
            String... invariants) {
        for (int seed = 1; seed <= SEEDS_MAX; seed++) {
            String by;
            try {
                SimPlan plan = plans.apply(seed);
                new Simulation(
                                Assembly.of(
                                        new RewritingFactory(sound(), mistake),
                                        new FastElectionFactory()),
                                watched.apply(plan),
                                plan,
                                seed,
                                false)
                        .run();
                continue;
            } catch (Violation violation) {
                by = violation.invariant();
            }
            System.out.printf("| %s | %s | %d |%n", what, by, seed);
            // A wrong order may break the contract of a core before it does its damage.
            if (!by.equals("CoreContract")) {
                assertThat(by).as("what caught: %s", what).isIn((Object[]) invariants);
            }
            return;
        }
        throw new AssertionError("not noticed in " + SEEDS_MAX + " seeds: " + what);
    }

    /** 1291, 3911, 4646: what was promised or acknowledged is not yet on disk. */
    @Test
    void sendingBeforeTheDiskAnswers() {
        caught(
                "1291, 3911, 4646: promises and acknowledgements leave before the disk answers",
                Mistakes::sendingBeforeTheDiskAnswers,
                "CommittedIsDurable",
                "OlderTermsAreOver",
                "OneDiscoveryPerEpoch",
                "OneLeaderPerBallot",
                "OneLeaderPerTerm");
    }

    /**
     * 1264, 1282: the current epoch is written when the server begins to serve instead of before it
     * acknowledges the leader.
     */
    @Test
    void enteringTheEpochLate() {
        caught(
                "1264, 1282: the current epoch is written at UPTODATE",
                Mistakes::enteringTheEpochLate,
                "EpochsInOrder",
                "PromisesStand",
                "RecoversWhenCalm",
                "LeaderHasEverything",
                "NoCommittedCut",
                "CommittedPrefixEqual");
    }

    /**
     * 4643, and the wrong order of C4: a learner enters the epoch before its history is there, so
     * that a short history wins elections.
     */
    @Test
    void enteringTheEpochEarly() {
        caught(
                "4643: a learner writes the current epoch with its promise, before the history",
                Mistakes::enteringTheEpochEarly,
                "LeaderHasEverything",
                "NoCommittedCut",
                "CommittedPrefixEqual",
                "AppliedInOrder");
    }

    /**
     * 790, 1549, and the wrong order of C2: an elected leader takes its whole log for committed.
     */
    @Test
    void committingWhenElected() {
        caught(
                "790, 1549: an elected leader applies its log before a quorum has it",
                Mistakes::committingWhenElected,
                "CommittedIsDurable",
                "CommittedPrefixEqual");
    }

    /** 2355, 2678, C2: a learner applies what it logs during synchronisation. */
    @Test
    void applyingInSynchronisation() {
        caught(
                "2355, 2678: a learner applies during synchronisation what nobody committed",
                Mistakes::applyingInSynchronisation,
                "CommittedIsDurable",
                "CommittedPrefixEqual");
    }

    /** 4925: what a leader hands on as history has a hole. */
    @Test
    void aHoleInTheHistory() {
        caught(
                "4925: the history handed to a learner has a hole",
                Mistakes::aHoleInTheHistory,
                "CommittedPrefixEqual",
                "AppliedInOrder",
                "RecoversWhenCalm");
    }

    /** 1653, 4269: a snapshot is installed without the epoch it belongs to. */
    @Test
    void installingWithoutTheEpoch() {
        caught(
                "1653, 4269: a snapshot is installed without the epoch",
                Mistakes::installingWithoutTheEpoch,
                "EpochsInOrder",
                "PromisesStand",
                "LeaderHasEverything",
                "NoCommittedCut");
    }

    /** A configuration whose transaction was cut stays the newest one a server has seen. */
    @Test
    void rememberingWhatWasCut() {
        caughtInUpheavals(
                "a configuration that was cut is remembered",
                Mistakes::rememberingWhatWasCut,
                "LeaderKnowsWhoDecides",
                "OlderTermsAreOver");
    }

    /** A sync that proves nothing. */
    @Test
    void answeringSyncsAtOnce() {
        caught(
                "a sync is answered without asking the leader",
                Mistakes::answeringSyncsAtOnce,
                "SyncIsFresh",
                "Linearizable");
    }
}
