package io.quorate.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.module.AssemblyNames;
import io.quorate.testkit.sim.invariant.Invariants;
import io.quorate.testkit.sim.invariant.Violation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Whole ensembles of a consensus under random faults, judged at every step. A plugin extends this
 * class.
 *
 * <p>{@code -Dquorate.sim.seeds=n} sets the number of runs, {@code -Dquorate.sim.first=n} the first
 * seed, {@code -Dquorate.sim.seed=n} runs one seed and prints what happened, {@code
 * -Dquorate.sim.scenario=file} a scenario file. A failure names its seed and the command that plays
 * it again, and writes two scenario files: all faults of the run, and those it cannot do without.
 */
public abstract class SimulationContract {

    private static final int LINES_SHOWN = 150;

    /** So many runs must have seen every fault. */
    private static final int SEEDS_FOR_EVERYTHING = 250;

    /** The plugins under test; new ones at each call. */
    protected abstract Assembly assembly();

    /**
     * What must hold beside what must hold for every protocol; new at each call.
     *
     * @param plan of the run that will be watched
     */
    protected Invariants invariants(SimPlan plan) {
        return Invariants.NONE;
    }

    /** What the run of a seed is made of. */
    protected SimPlan plan(long seed) {
        int voters = seed % 20 == 19 ? 7 : seed % 4 == 3 ? 5 : 3;
        return SimPlan.everything(voters, seed % 5 == 4 ? 1 : 0);
    }

    /** How many seeds run by default. */
    protected int seeds() {
        return 250;
    }

    /** The module to name in the replay command, as Maven wants it. */
    protected abstract String module();

    @Test
    void everySeedHolds() {
        Simulation single = single();
        if (single != null) {
            try {
                System.out.println(single.run());
            } finally {
                single.lines().forEach(System.out::println);
            }
            return;
        }
        long first = Long.getLong("quorate.sim.first", 1);
        int seeds = Integer.getInteger("quorate.sim.seeds", seeds());
        long committed = 0;
        long terms = 0;
        long cuts = 0;
        long installs = 0;
        long faults = 0;
        int stranded = 0;
        int undecided = 0;
        Map<String, Integer> happened = new TreeMap<>();
        Set<SimPlan.Fault> wanted = new TreeSet<>();
        for (long seed = first; seed < first + seeds; seed++) {
            Simulation.Outcome outcome = run(seed);
            wanted.addAll(plan(seed).faults());
            committed += outcome.committed();
            terms += outcome.terms();
            cuts += outcome.cuts();
            installs += outcome.installs();
            faults += outcome.faults();
            outcome.happened().forEach((kind, times) -> happened.merge(kind, times, Integer::sum));
            stranded += outcome.stranded();
            undecided += outcome.undecided() ? 1 : 0;
        }
        System.out.printf(
                "%s: %d seeds from %d, %d transactions, %d terms, %d logs cut, %d snapshots installed, %d faults, %d servers left behind by all they knew, %d histories too wide to judge%n",
                getClass().getSimpleName(),
                seeds,
                first,
                committed,
                terms,
                cuts,
                installs,
                faults,
                stranded,
                undecided);
        System.out.println("    " + happened);
        assertThat(committed).as("transactions committed in all runs").isGreaterThan(seeds);
        assertThat(stranded)
                .as("servers left behind by all they knew")
                .isLessThanOrEqualTo(Math.max(1, seeds / 1_000));
        assertThat(undecided).as("histories too wide to judge").isLessThanOrEqualTo(seeds / 20);
        if (seeds >= SEEDS_FOR_EVERYTHING) {
            for (SimPlan.Fault fault : wanted) {
                assertThat(happened.keySet()).as("what happened").containsAll(names(fault));
            }
        }
    }

    private static List<String> names(SimPlan.Fault fault) {
        return switch (fault) {
            case CUT -> List.of(Strike.ONE_WAY, Strike.BOTH_WAYS);
            case SLOW_NETWORK -> List.of(Happening.Kind.DELAY.name());
            case SLOW_DISK -> List.of(Happening.Kind.SYNC_TIME.name());
            case DOUBLE -> List.of(Strike.DOUBLED);
            default -> List.of(fault.name());
        };
    }

    /** The one run somebody wants to see; null if nobody does. */
    private Simulation single() {
        String file = System.getProperty("quorate.sim.scenario");
        if (file != null) {
            return simulation(SimScenarioFile.read(Path.of(file)), true);
        }
        Long seed = Long.getLong("quorate.sim.seed");
        return seed == null ? null : simulation(seed, true);
    }

    private Simulation simulation(long seed, boolean verbose) {
        SimPlan plan = plan(seed);
        return new Simulation(assembly(), invariants(plan), plan, seed, verbose);
    }

    private Simulation simulation(SimScenario scenario, boolean verbose) {
        return new Simulation(assembly(), invariants(scenario.plan()), scenario, verbose);
    }

    private Simulation.Outcome run(long seed) {
        try {
            return simulation(seed, false).run();
        } catch (AssertionError | RuntimeException failure) {
            throw told(seed, failure);
        }
    }

    /** The failure with the last lines of the run, its command, and the files written. */
    private AssertionError told(long seed, Throwable failure) {
        Simulation again = simulation(seed, true);
        try {
            again.run();
        } catch (AssertionError | RuntimeException same) {
            // Told below, with the lines of this run.
        }
        int from = Math.max(0, again.lines().size() - LINES_SHOWN);
        String lines = String.join("\n", again.lines().subList(from, again.lines().size()));
        String command =
                "./verify -pl "
                        + module()
                        + " -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest="
                        + getClass().getSimpleName()
                        + chosen();
        Path folder = Path.of("target", "simulation").toAbsolutePath();
        String name = getClass().getSimpleName() + "-seed-" + seed;
        String why = "seed " + seed + ": " + failure;
        Path whole = SimScenarioFile.write(folder.resolve(name + ".scn"), why, again.scenario());
        SimScenario shortest =
                SimScenarioFile.shortened(again.scenario(), candidate -> fails(candidate, failure));
        Path brief = SimScenarioFile.write(folder.resolve(name + "-short.scn"), why, shortest);
        return new AssertionError(
                why
                        + "\nreplay: "
                        + command
                        + " -Dquorate.sim.seed="
                        + seed
                        + "\nor:     "
                        + command
                        + " -Dquorate.sim.scenario="
                        + brief
                        + "\nwhole:  "
                        + whole
                        + "\n"
                        + lines,
                failure);
    }

    /** The assembly as the command line named it, if it did. */
    private static String chosen() {
        return AssemblyNames.isChosen()
                ? " -D" + AssemblyNames.PROPERTY + "=" + AssemblyNames.chosen()
                : "";
    }

    private boolean fails(SimScenario candidate, Throwable as) {
        try {
            simulation(candidate, false).run();
            return false;
        } catch (Violation violation) {
            return as instanceof Violation first && first.invariant().equals(violation.invariant());
        } catch (AssertionError | RuntimeException other) {
            return other.getClass() == as.getClass();
        }
    }

    @Test
    void aScenarioFileReplaysItsRun() {
        for (long seed = 1; seed <= 40; seed += 13) {
            Simulation simulation = simulation(seed, false);
            Simulation.Outcome once = simulation.run();
            SimScenario written = SimScenario.read(simulation.scenario().lines());
            assertThat(written).isEqualTo(simulation.scenario());
            assertThat(simulation(written, false).run())
                    .as("seed %d, written down", seed)
                    .isEqualTo(once);
        }
    }

    @Test
    void equalSeedsGiveEqualRuns() {
        for (long seed = 1; seed <= 5; seed++) {
            Simulation.Outcome once = simulation(seed, false).run();
            Simulation.Outcome again = simulation(seed, true).run();
            assertThat(again).as("seed %d", seed).isEqualTo(once);
        }
        long one = simulation(1, false).run().traceHash();
        SimPlan same = plan(1);
        long other = new Simulation(assembly(), invariants(same), same, 2, false).run().traceHash();
        assertThat(one).as("different seeds differ").isNotEqualTo(other);
    }
}
