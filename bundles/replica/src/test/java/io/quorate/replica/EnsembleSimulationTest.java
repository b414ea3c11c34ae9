package io.quorate.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.storage.DebtLimits;
import io.quorate.storage.StorageFactory;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import io.quorate.testkit.module.Assembly;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Whole replicas on a simulated disk, under random faults; with zab, the fast election and filelog,
 * or what {@code -Dquorate.assembly=consensus,election,storage} names.
 *
 * <p>{@code -Dquorate.ensemble.seeds=n} sets the number of runs, {@code -Dquorate.ensemble.first=n}
 * the first seed, {@code -Dquorate.ensemble.seed=n} runs one and prints what happened.
 */
@ForEveryAssembly
@Requires({Requirement.PEERS, Requirement.DURABLE_STORAGE})
final class EnsembleSimulationTest {

    private static final int LINES_SHOWN = 120;

    private static Assembly plugins() {
        return TestSettings.plugins(true);
    }

    @Test
    void everySeedHolds() {
        Long single = Long.getLong("quorate.ensemble.seed");
        if (single != null) {
            SimulatedEnsemble world =
                    new SimulatedEnsemble(single, EnsembleSimulationTest::plugins, true);
            try {
                System.out.println(world.run());
            } finally {
                world.lines().forEach(System.out::println);
            }
            return;
        }
        long first = Long.getLong("quorate.ensemble.first", 1);
        int seeds = Integer.getInteger("quorate.ensemble.seeds", 60);
        long committed = 0;
        long terms = 0;
        int expiries = 0;
        int undecided = 0;
        Map<String, Integer> happened = new TreeMap<>();
        for (long seed = first; seed < first + seeds; seed++) {
            SimulatedEnsemble.Outcome outcome = run(seed, EnsembleSimulationTest::plugins);
            committed += outcome.committed();
            terms += outcome.terms();
            expiries += outcome.expiries();
            undecided += outcome.undecided() ? 1 : 0;
            outcome.happened().forEach((kind, times) -> happened.merge(kind, times, Integer::sum));
        }
        System.out.printf(
                "%d seeds from %d: %d transactions, %d terms, %d sessions expired, %d histories too wide to judge%n    %s%n",
                seeds, first, committed, terms, expiries, undecided, happened);
        assertThat(undecided).as("histories too wide to judge").isLessThanOrEqualTo(seeds / 20);
    }

    private static SimulatedEnsemble.Outcome run(long seed, Supplier<Assembly> plugins) {
        try {
            return new SimulatedEnsemble(seed, plugins, false).run();
        } catch (AssertionError | RuntimeException failure) {
            SimulatedEnsemble again = new SimulatedEnsemble(seed, plugins, true);
            try {
                again.run();
            } catch (AssertionError | RuntimeException same) {
                // Told below, with the lines of this run.
            }
            int from = Math.max(0, again.lines().size() - LINES_SHOWN);
            throw new AssertionError(
                    "seed "
                            + seed
                            + ": "
                            + failure
                            + "\nreplay: ./verify -pl bundles/replica -am"
                            + " -Dsurefire.failIfNoSpecifiedTests=false"
                            + " -Dtest=EnsembleSimulationTest -Dquorate.ensemble.seed="
                            + seed
                            + "\n"
                            + String.join("\n", again.lines().subList(from, again.lines().size())),
                    failure);
        }
    }

    /** Its storages end views as they like, are in debt, and have nodes on the disk only. */
    @Test
    void storagesUnderStrainHold() {
        long first = Long.getLong("quorate.ensemble.first", 1);
        int seeds = Integer.getInteger("quorate.ensemble.seeds", 60) / 3;
        for (long seed = first; seed < first + seeds; seed++) {
            long mood = seed;
            run(
                    seed,
                    () -> {
                        Assembly standard = plugins();
                        return new Assembly(
                                standard.consensus(), standard.election(), strained(mood));
                    });
        }
    }

    private static StorageFactory strained(long seed) {
        StorageFactory filelog = TestSettings.filelog();
        Random mood = new Random(seed);
        return (dirs, host) -> {
            StrainedStorage storage = new StrainedStorage(filelog.open(dirs, host));
            storage.limits = new DebtLimits(4_000, 16_000);
            storage.readsMayBlock = true;
            storage.mood = mood;
            return storage.engine;
        };
    }

    @Test
    void equalSeedsGiveEqualRuns() {
        for (long seed = 1; seed <= 3; seed++) {
            SimulatedEnsemble.Outcome once =
                    new SimulatedEnsemble(seed, EnsembleSimulationTest::plugins, false).run();
            assertThat(new SimulatedEnsemble(seed, EnsembleSimulationTest::plugins, true).run())
                    .as("seed %d", seed)
                    .isEqualTo(once);
        }
    }
}
