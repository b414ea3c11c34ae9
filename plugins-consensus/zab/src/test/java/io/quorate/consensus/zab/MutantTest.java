package io.quorate.consensus.zab;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.state.SafetyRules;
import io.quorate.consensus.zab.state.Rules;
import io.quorate.consensus.zab.state.ZabSettings;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.SharedElection;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.Simulation;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Each rule put wrong must show within a bounded number of the runs of {@link
 * CarelessElectionTest}; otherwise they are too tame.
 */
class MutantTest {

    private static final int SEEDS_MAX = 400;

    private static void caught(String what, Rules wrong) {
        for (long seed = 1; seed <= SEEDS_MAX; seed++) {
            SimPlan plan = CarelessElectionTest.planOf(seed);
            try {
                new Simulation(
                                Assembly.of(
                                        new ZabFactory(ZabSettings.DEFAULTS, wrong),
                                        SharedElection.careless()),
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
        SafetyRules.CommitPoint eager =
                new SafetyRules.CommitPoint() {
                    @Override
                    public long find(
                            long[] acknowledged,
                            int count,
                            long committed,
                            SafetyRules.Deciding deciding) {
                        return super.find(acknowledged, count, committed, upTo -> true);
                    }
                };
        caught("a commit after the first acknowledgement", rules(null, eager, null));
    }

    @Test
    void leadingWithLessThanAFollowerIsNoticed() {
        SafetyRules.History blind =
                new SafetyRules.History() {
                    @Override
                    public boolean isAhead(long epoch, long zxid, long thanEpoch, long thanZxid) {
                        return false;
                    }
                };
        caught("a leader that is behind its followers", rules(blind, null, null));
    }

    @Test
    void aDifferenceForAForeignHistoryIsNoticed() {
        Rules.SyncChoice careless =
                new Rules.SyncChoice() {
                    @Override
                    public Choice byLog(long learner, List<LogEntry> entries) {
                        return new Choice(Way.DIFF, learner);
                    }
                };
        caught("a difference whatever the learner has", rules(null, null, careless));
    }

    @Test
    void keepingATailNobodyDecidedIsNoticed() {
        Rules.SyncChoice lenient =
                new Rules.SyncChoice() {
                    @Override
                    public Choice atOnce(long learner, long decided, long epoch, boolean active) {
                        Choice sound = super.atOnce(learner, decided, epoch, active);
                        return sound.way() == Way.TRUNC ? new Choice(Way.DIFF, learner) : sound;
                    }
                };
        caught("a tail that is not cut", rules(null, null, lenient));
    }

    @Test
    void aCommitThatOvertakesASyncIsNoticed() {
        SafetyRules.SyncPlace open =
                new SafetyRules.SyncPlace() {
                    @Override
                    public long fence(long behind) {
                        return Long.MAX_VALUE;
                    }
                };
        SafetyRules sound = SafetyRules.SOUND;
        caught(
                "a commit that overtakes a sync",
                new Rules(
                        new SafetyRules(
                                sound.history(),
                                sound.continuity(),
                                sound.commitPoint(),
                                sound.cut(),
                                open,
                                sound.epochBound()),
                        Rules.SOUND.syncChoice()));
    }

    private static Rules rules(
            SafetyRules.History history,
            SafetyRules.CommitPoint commitPoint,
            Rules.SyncChoice choice) {
        SafetyRules sound = SafetyRules.SOUND;
        return new Rules(
                new SafetyRules(
                        history == null ? sound.history() : history,
                        sound.continuity(),
                        commitPoint == null ? sound.commitPoint() : commitPoint,
                        sound.cut(),
                        sound.syncPlace(),
                        sound.epochBound()),
                choice == null ? Rules.SOUND.syncChoice() : choice);
    }
}
