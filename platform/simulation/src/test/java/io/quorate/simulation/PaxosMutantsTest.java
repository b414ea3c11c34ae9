package io.quorate.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.multipaxos.MultiPaxosFactory;
import io.quorate.consensus.multipaxos.MultiPaxosInvariants;
import io.quorate.consensus.multipaxos.PaxosScripts;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.simulation.RewritingFactory.Mistake;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.invariant.Invariants;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Mistakes of multi-paxos. Source: spec multi-paxos section 11. */
class PaxosMutantsTest extends ConsensusMutants {

    @Override
    protected ConsensusFactory sound() {
        return new MultiPaxosFactory();
    }

    @Override
    protected Invariants watched(SimPlan plan) {
        return MultiPaxosInvariants.of(plan);
    }

    /** Plays a script with cores that make a mistake, and with sound ones. */
    private static void caughtIn(String script, Supplier<Mistake> mistake, String... invariants) {
        new PaxosScripts(PaxosRules.SOUND).played(script);
        PaxosScripts wrong =
                new PaxosScripts(PaxosRules.SOUND) {
                    @Override
                    protected ConsensusFactory consensus(Set<String> features) {
                        return new RewritingFactory(super.consensus(features), mistake);
                    }
                };
        assertThatThrownBy(() -> wrong.played(script))
                .isInstanceOfSatisfying(
                        Violation.class,
                        violation -> assertThat(violation.invariant()).isIn((Object[]) invariants));
    }

    /**
     * Server 2 waits with ballot 2 for a voter that has gone. Then 3 promises ballot 2 of server 1,
     * which founds it, and dies before it has accepted it.
     */
    @Test
    void forgettingThePromise() {
        caughtIn(
                """
                servers 3
                elect 1
                run 20
                kill 1
                kill 2
                kill 3
                start 1
                start 2
                start 3
                follow 2 2
                run 20
                freeze 2
                follow 3 2
                run 10
                cut 2 3 3 2
                thaw 2
                run 5
                kill 3
                start 3
                sync_time 3 10000
                follow 1 1
                follow 3 1
                run 17
                kill 3
                kill 1
                heal
                start 3
                run 10
                follow 3 2
                run 50
                """,
                Mistakes::forgettingThePromise,
                "OneLeaderPerBallot",
                "OneLeaderPerTerm");
    }

    /**
     * Server 1 alone has z. Ballot 2 is founded by 3 without it, and accepted by nobody else. In
     * ballot 3 server 2 gets z, and dies before it accepts that; it comes back, promises with it,
     * and dies before it accepts that again. What it promised with does not outweigh ballot 2.
     */
    @Test
    void countingOlderBallots() {
        caughtIn(
                """
                servers 3
                elect 1
                run 20
                write 1 a
                run 10
                kill 2
                kill 3
                write 1 z
                run 5
                kill 1
                start 2
                start 3
                run 1
                delay 10000
                elect 3
                run 48
                kill 2
                kill 3
                delay 500
                sync_time 2 10000
                start 1
                start 2
                run 1
                elect 1
                run 27
                kill 2
                run 5
                start 2
                elect 1
                run 7
                kill 2
                kill 1
                sync_time 2 200
                start 2
                start 3
                run 1
                elect 3
                run 50
                """,
                PaxosMistakes::countingOlderBallots,
                "NoCommittedCut",
                "LeaderHasEverything");
    }

    @Test
    void acceptingWhatCame() {
        caught(
                "a voter says accepted before its disk has it",
                PaxosMistakes::acceptingWhatCame,
                "CommittedIsDurable");
    }

    @Test
    void servingBeforeAQuorumHasAccepted() {
        caught(
                "a learner serves before a quorum has accepted the history",
                PaxosMistakes::servingBeforeAQuorumHasAccepted,
                "CommittedIsDurable",
                "CommittedPrefixEqual");
    }

    @Test
    void choosingWhatItAccepts() {
        caught(
                "a learner takes for chosen what it is told to accept",
                PaxosMistakes::choosingWhatItAccepts,
                "CommittedIsDurable",
                "CommittedPrefixEqual");
    }

    @Test
    void countingTheOwnDiskEarly() {
        caught(
                "a leader counts itself before its disk has it",
                PaxosMistakes::countingTheOwnDiskEarly,
                "CommittedIsDurable");
    }

    /** A leader that is cut off, and others that have gone on. */
    @Test
    void provingByBeatsThatWereSent() {
        caughtIn(
                """
                servers 3
                elect 2
                run 20
                write 2 a
                run 10
                cut 1 2 2 1 2 3 3 2
                freeze 2
                run 1300
                elect 3
                run 100
                write 3 b
                run 50
                thaw 2
                sync 2
                run 5
                """,
                PaxosMistakes::provingByBeatsThatWereSent,
                "SyncIsFresh");
    }

    /** Server 1 has not what the others have chosen, and is to lead. */
    @Test
    void leadingBeforeTheHistoryIsFetched() {
        caughtIn(
                """
                servers 3
                elect 3
                run 20
                write 3 a
                run 10
                kill 1
                write 3 b
                write 3 c
                run 10
                kill 3
                run 10
                start 1
                elect 1
                run 30
                write 1 d
                run 10
                """,
                PaxosMistakes::leadingBeforeTheHistoryIsFetched,
                "AppliedInOrder",
                "LeaderHasEverything");
    }

    @Test
    void installingAnOlderPromise() {
        caught(
                "a tree brings an older promise",
                PaxosMistakes::installingAnOlderPromise,
                "PromisesStand",
                "OneLeaderPerBallot");
    }
}
