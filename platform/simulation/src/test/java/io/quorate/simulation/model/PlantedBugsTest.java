package io.quorate.simulation.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.kit.state.SafetyRules;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.consensus.zab.WrongRules;
import io.quorate.simulation.Mistakes;
import io.quorate.simulation.RewritingFactory;
import io.quorate.simulation.RewritingFactory.Mistake;
import io.quorate.simulation.model.Search.From;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A search of all runs finds each of these, by a way that is as short as there is one. The ways are
 * in {@code target/model}, one file for each.
 */
class PlantedBugsTest {

    private static final String OUT = "target/model";

    /** Bugs, and the smallest bounds within which each does damage. */
    enum Bug {
        ZAB_SENDS_BEFORE_THE_DISK_ANSWERS(
                Pair.ZAB_FAST, Mistakes::sendingBeforeTheDiskAnswers, "1,0,1,0,0"),
        ZAB_ACKNOWLEDGES_WHAT_CAME(Pair.ZAB_FAST, Mistakes::acknowledgingWhatCame, "1,0,0,0,0"),
        ZAB_ENTERS_THE_EPOCH_LATE(Pair.ZAB_FAST, Mistakes::enteringTheEpochLate, "1,0,1,0,0"),
        ZAB_COMMITS_WHEN_ELECTED(Pair.ZAB_FAST, Mistakes::committingWhenElected, "1,0,1,0,0"),
        ZAB_APPLIES_IN_SYNCHRONISATION(
                Pair.ZAB_FAST, Mistakes::applyingInSynchronisation, "1,0,1,0,0"),
        ZAB_DROPS_A_TAIL_EARLY(Pair.ZAB_FAST, Mistakes::droppingATailEarly, "1,0,1,0,0"),
        ZAB_INSTALLS_WITHOUT_THE_EPOCH(
                Pair.ZAB_FAST, Mistakes::installingWithoutTheEpoch, "1,0,1,0,0"),
        ZAB_ANSWERS_A_SYNC_AT_ONCE(Pair.ZAB_FAST, Mistakes::answeringSyncsAtOnce, "1,1,0,0,0"),
        ZAB_COMMITS_WITHOUT_A_QUORUM(
                Pair.ZAB_FAST, "1,0,0,0,0", WrongRules::committingWithoutAQuorum),
        ZAB_LETS_A_COMMIT_OVERTAKE_A_SYNC(
                Pair.ZAB_FAST, "2,1,0,0,0", WrongRules::aCommitThatOvertakesASync),
        PAXOS_SENDS_BEFORE_THE_DISK_ANSWERS(
                Pair.PAXOS_BASIC, Mistakes::sendingBeforeTheDiskAnswers, "1,0,1,0,0"),
        PAXOS_ENTERS_THE_BALLOT_LATE(Pair.PAXOS_BASIC, Mistakes::enteringTheEpochLate, "1,0,1,0,0"),
        PAXOS_CHOOSES_WHEN_ELECTED(Pair.PAXOS_BASIC, Mistakes::committingWhenElected, "1,0,1,0,0"),
        PAXOS_APPLIES_IN_SYNCHRONISATION(
                Pair.PAXOS_BASIC, Mistakes::applyingInSynchronisation, "1,0,1,0,0"),
        PAXOS_ANSWERS_A_SYNC_AT_ONCE(Pair.PAXOS_BASIC, Mistakes::answeringSyncsAtOnce, "1,1,0,0,0"),
        PAXOS_CHOOSES_WITHOUT_A_QUORUM(
                Pair.PAXOS_BASIC, "1,0,0,0,0", PlantedBugsTest::choosingWithoutAQuorum);

        private final Pair pair;
        private final Bounds bounds;
        private final Supplier<ConsensusFactory> consensus;

        Bug(Pair pair, Supplier<Mistake> mistake, String bounds) {
            this(pair, bounds, () -> new RewritingFactory(pair.consensus(), mistake));
        }

        Bug(Pair pair, String bounds, Supplier<ConsensusFactory> consensus) {
            this.pair = pair;
            this.bounds = Bounds.of(bounds);
            this.consensus = consensus;
        }
    }

    /** Chosen after the first acceptance. */
    private static ConsensusFactory choosingWithoutAQuorum() {
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
        return Pair.paxos(
                new PaxosRules(
                        SafetyRules.SOUND.with(eager),
                        PaxosRules.SOUND.promise(),
                        PaxosRules.SOUND.recovery(),
                        PaxosRules.SOUND.parting(),
                        PaxosRules.SOUND.lease()));
    }

    @ParameterizedTest
    @EnumSource
    void isFound(Bug bug) throws IOException {
        Outcome outcome = search(bug, false);
        System.out.printf(
                "| %s | %s | %d | %,d | %.1f s |%n",
                bug,
                outcome.breach() == null ? "not found" : outcome.breach().getMessage(),
                outcome.depth(),
                outcome.states(),
                outcome.millis() / 1e3);
        Files.createDirectories(Path.of(OUT));
        Files.write(Path.of(OUT, bug + ".txt"), outcome.lines());
        assertThat(outcome.breach()).as("what %s leads to", bug).isNotNull();
        assertThat(search(bug, true).breach())
                .as("what %s leads to, when orders are left out", bug)
                .isNotNull();
    }

    private static Outcome search(Bug bug, boolean reduced) {
        return new Search(
                        bug.pair.with(bug.consensus.get(), bug.bounds),
                        Meanings.graphs(),
                        bug.pair::invariants,
                        From.SERVING,
                        bug.bounds,
                        50_000_000,
                        Long.getLong("quorate.model.seconds", 600) * 1_000,
                        reduced)
                .run();
    }
}
