package io.quorate.consensus.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.consensus.kit.state.SafetyRules;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.consensus.multipaxos.state.PaxosSettings;
import io.quorate.model.Membership;
import io.quorate.model.Zxid;
import io.quorate.testkit.election.CarelessElectionContract;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.SharedElection;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.Simulation;
import io.quorate.testkit.sim.invariant.Violation;
import org.junit.jupiter.api.Test;

/**
 * Each rule put wrong must show within a bounded number of runs; otherwise they are too tame.
 * Source: spec multi-paxos section 11.
 */
class MutantTest {

    private static final int SEEDS_MAX = 2_000;

    private static final PaxosRules SOUND = PaxosRules.SOUND;

    private static void caught(String what, PaxosRules wrong) {
        for (long seed = 1; seed <= SEEDS_MAX; seed++) {
            SimPlan plan = CarelessElectionContract.planOf(seed);
            try {
                new Simulation(
                                Assembly.of(
                                        new MultiPaxosFactory(PaxosSettings.DEFAULTS, wrong),
                                        SharedElection.careless()),
                                MultiPaxosInvariants.of(plan),
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
    void choosingWithoutAQuorumIsNoticed() {
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
        caught("chosen after the first acceptance", SOUND.with(SafetyRules.SOUND.with(eager)));
    }

    /**
     * What server 1 has accepted in ballot 2 is chosen, and shorter than what 3 has of ballot 1.
     */
    @Test
    void keepingTheLongestHistoryIsNoticed() {
        String script =
                """
                servers 3
                elect 3
                run 20
                write 3 a
                run 10
                kill 1
                kill 2
                write 3 lost1
                write 3 lost2
                run 5
                start 1
                start 2
                kill 3
                run 1
                elect 2
                run 20
                write 2 b
                run 1
                cut 2 1
                run 5
                kill 2
                run 5
                heal
                start 3
                run 5
                elect 3
                run 50
                """;
        PaxosRules longest =
                SOUND.with(
                        new PaxosRules.Recovery() {
                            @Override
                            public boolean isBetter(
                                    long epoch, long last, long thanEpoch, long thanLast) {
                                return Zxid.counter(last) > Zxid.counter(thanLast);
                            }
                        });
        new PaxosScripts(SOUND).played(script);
        assertThatThrownBy(() -> new PaxosScripts(longest).played(script))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("CommittedPrefixEqual");
    }

    @Test
    void keepingTheOwnHistoryIsNoticed() {
        caught(
                "a leader keeps its own history, whatever it was promised with",
                SOUND.with(
                        new PaxosRules.Recovery() {
                            @Override
                            public boolean isBetter(
                                    long epoch, long last, long thanEpoch, long thanLast) {
                                return false;
                            }
                        }));
    }

    @Test
    void leadingBeforePhaseOneIsCompleteIsNoticed() {
        caught(
                "a leader does not wait for a quorum of promises",
                SOUND.with(
                        new PaxosRules.Recovery() {
                            @Override
                            public boolean isComplete(boolean quorum) {
                                return true;
                            }
                        }));
    }

    @Test
    void cuttingBackToWhatIsCommittedIsNoticed() {
        caught(
                "a log is cut back to what is known to be chosen before it is accepted anew",
                SOUND.with(
                        new PaxosRules.Parting() {
                            @Override
                            public long find(long place, long before, long chosen) {
                                return Math.min(place, chosen);
                            }
                        }));
    }

    @Test
    void takingAnyLogForAPrefixIsNoticed() {
        caught(
                "a difference from a position the other log does not have",
                SOUND.with(
                        new PaxosRules.Parting() {
                            @Override
                            public long find(long place, long before, long chosen) {
                                return place;
                            }
                        }));
    }

    @Test
    void decidingByTheOlderConfigurationAloneIsNoticed() {
        caught(
                "a configuration under way is not asked",
                SOUND.with(
                        SafetyRules.SOUND.with(
                                new SafetyRules.Configurations() {
                                    @Override
                                    public Membership underWay(
                                            Membership committed, Membership seen) {
                                        return committed;
                                    }
                                })));
    }
}
