package io.quorate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.zab.ZabFactory;
import io.quorate.consensus.zab.ZabInvariants;
import io.quorate.election.fast.FastElectionFactory;
import io.quorate.simulation.RewritingFactory.Mistake;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.Planted;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.Simulation;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Historical bugs of storage and of snapshots taken over, and the wrong orders of the design that
 * belong there. {@code -Dquorate.mutants.seeds=n} as in {@link MutantsTest}.
 */
class StorageMutantsTest {

    private static final int SEEDS_MAX = Integer.getInteger("quorate.mutants.seeds", 20_000);

    private static void caught(String what, LongFunction<Simulation> runs) {
        for (int seed = 1; seed <= SEEDS_MAX; seed++) {
            try {
                runs.apply(seed).run();
            } catch (Violation violation) {
                System.out.printf("| %s | %s | %d |%n", what, violation.invariant(), seed);
                return;
            }
        }
        assertThat(false).as("%s was not noticed in %d seeds", what, SEEDS_MAX).isTrue();
    }

    private static SimPlan plan(long seed) {
        return SimPlan.everything(seed % 4 == 3 ? 5 : 3, 0);
    }

    private static void caughtAtTheCore(String what, Supplier<Mistake> mistake) {
        caught(
                what,
                seed ->
                        new Simulation(
                                Assembly.of(
                                        new RewritingFactory(new ZabFactory(), mistake),
                                        new FastElectionFactory()),
                                ZabInvariants.ofEpochs(plan(seed)),
                                plan(seed),
                                seed,
                                false));
    }

    @ParameterizedTest
    @EnumSource
    void mistakesOfTheStorageAreCaught(Planted mistake) {
        caught(
                mistake.name(),
                seed ->
                        new Simulation(
                                        Assembly.of(new ZabFactory(), new FastElectionFactory()),
                                        ZabInvariants.ofEpochs(plan(seed)),
                                        plan(seed),
                                        seed,
                                        false)
                                .plant(mistake));
    }

    /** 1551: what was written while a snapshot travelled is dropped. */
    @Test
    void droppingWhatComesBehindASnapshot() {
        caughtAtTheCore(
                "1551: entries behind a snapshot are dropped",
                () ->
                        new Mistake() {
                            @Override
                            public void action(ConsensusAction action, List<ConsensusAction> done) {
                                if (!(action instanceof ConsensusAction.StageEntry)) {
                                    done.add(action);
                                }
                            }
                        });
    }

    /** 3104: a snapshot counts as received before its end is there. */
    @Test
    void acceptingASnapshotBeforeItsEnd() {
        caughtAtTheCore(
                "3104: a snapshot is accepted before its end",
                () ->
                        Mistake.inEach(
                                action ->
                                        action instanceof ConsensusAction.StageSnapshot chunk
                                                ? halved(chunk)
                                                : action));
    }

    private static ConsensusAction halved(ConsensusAction.StageSnapshot chunk) {
        return chunk.last() || chunk.offset() > 0
                ? new ConsensusAction.CancelRead(-1)
                : new ConsensusAction.StageSnapshot(chunk.transfer(), 0, chunk.bytes(), true);
    }

    /** C1: a tail that nobody has contradicted is dropped when a new leader is met. */
    @Test
    void droppingATailEarly() {
        caughtAtTheCore(
                "C1: a learner drops its undecided tail before the leader says so",
                Mistakes::droppingATailEarly);
    }

    /** C4: a snapshot is installed when its stream ends, before what comes behind it is there. */
    @Test
    void installingWhenTheStreamEnds() {
        caughtAtTheCore(
                "C4: a snapshot is installed as soon as it is there, without what comes behind",
                EarlyInstall::new);
    }

    private static final class EarlyInstall implements Mistake {
        private final List<ConsensusAction> behind = new ArrayList<>();

        @Override
        public void action(ConsensusAction action, List<ConsensusAction> done) {
            switch (action) {
                case ConsensusAction.StageEntry entry ->
                        behind.add(new ConsensusAction.Append(0, entry.entry()));
                case ConsensusAction.CancelRead cancel -> {
                    behind.clear();
                    done.add(cancel);
                }
                case ConsensusAction.InstallSnapshot install -> {
                    // In two steps: the snapshot, then what comes behind it.
                    done.add(install);
                    done.addAll(behind);
                    behind.clear();
                }
                default -> done.add(action);
            }
        }
    }
}
