package io.quorate.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.testkit.LoudestElection;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.Dictatorship.Mistake;
import io.quorate.testkit.sim.invariant.Invariants;
import io.quorate.testkit.sim.invariant.Violation;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulation accepts a replication that loses nothing and catches every planted mistake. */
class SimulationTest {

    @Nested
    class WithoutMistakes extends SimulationContract {
        @Override
        protected Assembly assembly() {
            return Assembly.of(new Dictatorship(false), null);
        }

        @Override
        protected String module() {
            return "platform/testkit";
        }

        @Override
        protected int seeds() {
            return 100;
        }
    }

    @Nested
    class WithAnElection extends SimulationContract {
        @Override
        protected Assembly assembly() {
            return Assembly.of(new Dictatorship(true), new LoudestElection());
        }

        /** The loudest election knows no rule for two links to the same server. */
        @Override
        protected SimPlan plan(long seed) {
            return super.plan(seed).without(SimPlan.Fault.DOUBLE);
        }

        @Override
        protected String module() {
            return "platform/testkit";
        }

        @Override
        protected int seeds() {
            return 50;
        }
    }

    /** Which invariants may be the one to catch a mistake. */
    private static final Map<Mistake, Set<String>> CATCHES =
            new TreeMap<>(
                    Map.of(
                            Mistake.COMMIT_WITHOUT_QUORUM, Set.of("CommittedIsDurable"),
                            Mistake.ACKNOWLEDGE_EARLY, Set.of("CommittedIsDurable"),
                            Mistake.LEAVE_OUT,
                                    Set.of(
                                            "CommittedPrefixEqual",
                                            "AppliedInOrder",
                                            "CommittedIsDurable",
                                            "CommittedIsLogged",
                                            "CoreContract"),
                            Mistake.ALTER, Set.of("CommittedPrefixEqual", "CommittedIsDurable"),
                            Mistake.SYNC_ALONE, Set.of("SyncIsFresh", "Linearizable"),
                            Mistake.SYNC_UNCOMMITTED,
                                    Set.of("SyncIsFresh", "Linearizable", "CoreContract"),
                            Mistake.REPEAT, Set.of("SubmittedOnce"),
                            Mistake.CUT_BACK, Set.of("NoCommittedCut", "LogRises", "CoreContract"),
                            Mistake.GIVE_UP, Set.of("RecoversWhenCalm")));

    @Test
    void everyPlantedMistakeIsCaught() {
        for (Mistake mistake : Mistake.values()) {
            Set<String> caughtBy = new TreeSet<>();
            int seed = 1;
            for (; seed <= 50 && caughtBy.isEmpty(); seed++) {
                try {
                    new Simulation(
                                    Assembly.of(new Dictatorship(false, mistake), null),
                                    Invariants.NONE,
                                    SimPlan.everything(3, 0),
                                    seed,
                                    false)
                            .run();
                } catch (Violation violation) {
                    caughtBy.add(violation.invariant());
                }
            }
            System.out.println(mistake + " caught by " + caughtBy + " at seed " + (seed - 1));
            assertThat(caughtBy).as("%s is caught", mistake).isNotEmpty();
            assertThat(CATCHES.get(mistake)).as("what catches %s", mistake).containsAll(caughtBy);
        }
    }

    /** What a failing seed leaves behind. */
    @Test
    void aFailureBecomesAScenarioThatFailsInTheSameWay(@TempDir Path folder) {
        for (int seed = 1; seed <= 50; seed++) {
            Simulation simulation = deaf(seed);
            try {
                simulation.run();
            } catch (Violation violation) {
                SimScenario shortest =
                        SimScenarioFile.shortened(
                                simulation.scenario(),
                                candidate -> violation.invariant().equals(violationOf(candidate)));
                Path file = SimScenarioFile.write(folder.resolve("a.scn"), "why", shortest);
                SimScenario read = SimScenarioFile.read(file);
                assertThat(read).isEqualTo(shortest);
                assertThat(read.faults().size())
                        .isLessThanOrEqualTo(simulation.scenario().faults().size());
                assertThat(violationOf(read)).isEqualTo(violation.invariant());
                return;
            }
        }
        throw new AssertionError("nothing failed");
    }

    private static Simulation deaf(long seed) {
        return new Simulation(
                Assembly.of(new Dictatorship(false, Mistake.ACKNOWLEDGE_EARLY), null),
                Invariants.NONE,
                SimPlan.everything(3, 0),
                seed,
                false);
    }

    private static String violationOf(SimScenario scenario) {
        try {
            new Simulation(
                            Assembly.of(new Dictatorship(false, Mistake.ACKNOWLEDGE_EARLY), null),
                            Invariants.NONE,
                            scenario,
                            false)
                    .run();
            return null;
        } catch (Violation violation) {
            return violation.invariant();
        }
    }
}
