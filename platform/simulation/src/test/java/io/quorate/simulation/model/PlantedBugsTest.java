package io.quorate.simulation.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.zab.WrongRules;
import io.quorate.consensus.zab.ZabFactory;
import io.quorate.consensus.zab.ZabInvariants;
import io.quorate.election.fast.FastElectionFactory;
import io.quorate.simulation.Mistakes;
import io.quorate.simulation.RewritingFactory;
import io.quorate.simulation.RewritingFactory.Mistake;
import io.quorate.simulation.model.Search.From;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.sim.SimPlan;
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

    /** Bugs of zab, and the smallest bounds within which each does damage. */
    enum Bug {
        SENDS_BEFORE_THE_DISK_ANSWERS(
                Mistakes::sendingBeforeTheDiskAnswers, From.SERVING, "1,0,1,0,0"),
        ACKNOWLEDGES_WHAT_CAME(Mistakes::acknowledgingWhatCame, From.SERVING, "1,0,0,0,0"),
        ENTERS_THE_EPOCH_LATE(Mistakes::enteringTheEpochLate, From.SERVING, "1,0,1,0,0"),
        COMMITS_WHEN_ELECTED(Mistakes::committingWhenElected, From.SERVING, "1,0,1,0,0"),
        APPLIES_IN_SYNCHRONISATION(Mistakes::applyingInSynchronisation, From.SERVING, "1,0,1,0,0"),
        DROPS_A_TAIL_EARLY(Mistakes::droppingATailEarly, From.SERVING, "1,0,1,0,0"),
        INSTALLS_WITHOUT_THE_EPOCH(Mistakes::installingWithoutTheEpoch, From.SERVING, "1,0,1,0,0"),
        ANSWERS_A_SYNC_AT_ONCE(Mistakes::answeringSyncsAtOnce, From.SERVING, "1,1,0,0,0"),
        COMMITS_WITHOUT_A_QUORUM(WrongRules::committingWithoutAQuorum, "1,0,0,0,0"),
        LETS_A_COMMIT_OVERTAKE_A_SYNC(WrongRules::aCommitThatOvertakesASync, "2,1,0,0,0");

        private final Supplier<ConsensusFactory> consensus;
        private final From from;
        private final Bounds bounds;

        Bug(Supplier<Mistake> mistake, From from, String bounds) {
            consensus = () -> new RewritingFactory(new ZabFactory(), mistake);
            this.from = from;
            this.bounds = Bounds.of(bounds);
        }

        Bug(Supplier<ConsensusFactory> consensus, String bounds) {
            this.consensus = consensus;
            from = From.SERVING;
            this.bounds = Bounds.of(bounds);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isFound(Bug bug) throws IOException {
        Outcome outcome =
                new Search(
                                Assembly.of(
                                        bug.consensus.get(),
                                        bug.bounds.verdicts() > 0
                                                ? new OracleElection()
                                                : new FastElectionFactory()),
                                Meanings.graphs(),
                                () -> ZabInvariants.of(SimPlan.everything(Setting.SERVERS, 0)),
                                bug.from,
                                bug.bounds,
                                50_000_000,
                                Long.getLong("quorate.model.seconds", 600) * 1_000)
                        .run();
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
    }
}
