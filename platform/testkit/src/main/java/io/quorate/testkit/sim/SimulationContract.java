package io.quorate.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.election.ElectionFactory;
import org.junit.jupiter.api.Test;

/**
 * Whole ensembles of a consensus under random faults, judged at every step. A plugin extends this
 * class.
 *
 * <p>{@code -Dquorate.sim.seeds=n} sets the number of runs, {@code -Dquorate.sim.first=n} the first
 * seed, {@code -Dquorate.sim.seed=n} runs one seed and prints what happened. A failure names its
 * seed and the command that plays it again.
 */
public abstract class SimulationContract {

    private static final int LINES_SHOWN = 150;

    /** The consensus under test. */
    protected abstract ConsensusFactory consensus();

    /** The election beside it; null if it needs none. */
    protected abstract ElectionFactory election();

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
        Long single = Long.getLong("quorate.sim.seed");
        if (single != null) {
            Simulation simulation =
                    new Simulation(consensus(), election(), plan(single), single, true);
            try {
                System.out.println(simulation.run());
            } finally {
                simulation.lines().forEach(System.out::println);
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
        int undecided = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            Simulation.Outcome outcome = run(seed);
            committed += outcome.committed();
            terms += outcome.terms();
            cuts += outcome.cuts();
            installs += outcome.installs();
            faults += outcome.faults();
            undecided += outcome.undecided() ? 1 : 0;
        }
        System.out.printf(
                "%s: %d seeds from %d, %d transactions, %d terms, %d logs cut, %d snapshots installed, %d faults, %d histories too wide to judge%n",
                getClass().getSimpleName(),
                seeds,
                first,
                committed,
                terms,
                cuts,
                installs,
                faults,
                undecided);
        assertThat(committed).as("transactions committed in all runs").isGreaterThan(seeds);
        assertThat(undecided).as("histories too wide to judge").isLessThanOrEqualTo(seeds / 20);
    }

    private Simulation.Outcome run(long seed) {
        try {
            return new Simulation(consensus(), election(), plan(seed), seed, false).run();
        } catch (AssertionError | RuntimeException failure) {
            Simulation again = new Simulation(consensus(), election(), plan(seed), seed, true);
            try {
                again.run();
            } catch (AssertionError | RuntimeException same) {
                // Told below, with the lines of this run.
            }
            int from = Math.max(0, again.lines().size() - LINES_SHOWN);
            String lines = String.join("\n", again.lines().subList(from, again.lines().size()));
            String replay =
                    "./verify -pl "
                            + module()
                            + " -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest="
                            + getClass().getSimpleName()
                            + " -Dquorate.sim.seed="
                            + seed;
            throw new AssertionError(
                    "seed " + seed + ": " + failure + "\nreplay: " + replay + "\n" + lines,
                    failure);
        }
    }

    @Test
    void equalSeedsGiveEqualRuns() {
        for (long seed = 1; seed <= 5; seed++) {
            Simulation.Outcome once =
                    new Simulation(consensus(), election(), plan(seed), seed, false).run();
            Simulation.Outcome again =
                    new Simulation(consensus(), election(), plan(seed), seed, true).run();
            assertThat(again).as("seed %d", seed).isEqualTo(once);
        }
        long one = new Simulation(consensus(), election(), plan(1), 1, false).run().traceHash();
        long other = new Simulation(consensus(), election(), plan(1), 2, false).run().traceHash();
        assertThat(one).as("different seeds differ").isNotEqualTo(other);
    }
}
