package io.quorate.consensus.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.kit.state.SafetyRules;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Wrong promises and wrong counts that chance seldom meets, each in the one story where it does
 * harm. With sound rules the same scripts hold. Source: spec multi-paxos section 11.
 */
class BallotMutantTest {

    /**
     * Server 2 waits with ballot 1 for a voter that has gone: 3 has introduced itself and never got
     * the Prepare. Then 3 promises ballot 1 of server 1, writes with it, and loses it.
     */
    private static final String ONE_WAITS =
            """
            servers 3
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
            follow 1 1
            follow 3 1
            run 20
            write 1 a
            run 10
            """;

    /** The voter comes to the one that waits. */
    private static final String VOTER_COMES =
            """
            kill 1
            heal
            run 10
            follow 3 2
            run 50
            """;

    private static final String TWO_OF_ONE_EPOCH = ONE_WAITS + VOTER_COMES;

    private static final String AN_OLDER_BALLOT =
            ONE_WAITS
                    + """
                    kill 1
                    run 1
                    start 1
                    follow 1 1
                    follow 3 1
                    run 20
                    write 1 b
                    run 10
                    """
                    + VOTER_COMES;

    /** A write that 1 and 3 have; 1 loses its log, 3 goes away, and 2 is to lead. */
    private static final String LOST_LOG =
            """
            servers 3
            elect 3
            run 20
            write 3 a
            run 10
            kill 2
            write 3 b
            run 10
            kill 1
            damage 1
            kill 3
            start 1
            start 2
            elect 2
            run 50
            write 2 c
            run 10
            """;

    /** Server 3 is no member any more, and still hears its leader. */
    private static final String REMOVED =
            """
            servers 3 1 reconfig
            elect 1
            run 300
            reconfig 1 1,2,4 without 3
            run 300
            cut 1 2 1 4
            write 1 x
            run 20
            """;

    /** Server 1 is to lead alone, and the others do not hear of it. */
    private static final String ALONE =
            """
            servers 3 0 reconfig
            elect 1
            run 300
            cut 1 2 1 3
            reconfig 1 1
            run 5
            """;

    private static String brokenBy(PaxosRules rules, String script) {
        try {
            new PaxosScripts(rules).played(script);
            return "nothing";
        } catch (Violation violation) {
            return violation.invariant();
        }
    }

    private static void caught(PaxosRules wrong, String script, String... invariants) {
        assertThat(brokenBy(PaxosRules.SOUND, script)).as("with sound rules").isEqualTo("nothing");
        assertThat(brokenBy(wrong, script)).isIn((Object[]) invariants);
    }

    @Test
    void promisingOneEpochToTwoServersIsNoticed() {
        PaxosRules.Promise wrong =
                new PaxosRules.Promise() {
                    @Override
                    public boolean allows(
                            long epoch, ServerId server, long promised, ServerId promisedTo) {
                        return epoch >= promised;
                    }
                };
        caught(
                PaxosRules.SOUND.with(wrong),
                TWO_OF_ONE_EPOCH,
                "OneLeaderPerBallot",
                "OneLeaderPerTerm");
    }

    @Test
    void promisingALowerBallotIsNoticed() {
        PaxosRules.Promise wrong =
                new PaxosRules.Promise() {
                    @Override
                    public boolean allows(
                            long epoch, ServerId server, long promised, ServerId promisedTo) {
                        return epoch != promised || server.equals(promisedTo);
                    }
                };
        // A ballot below that of the log cannot even be noted: the core's contract is broken first.
        caught(PaxosRules.SOUND.with(wrong), AN_OLDER_BALLOT, "OneLeaderPerBallot", "CoreContract");
    }

    @Test
    void countingThePromiseOfALogThatLacksSomethingIsNoticed() {
        PaxosRules.Recovery wrong =
                new PaxosRules.Recovery() {
                    @Override
                    public boolean counts(boolean trusted) {
                        return true;
                    }
                };
        caught(PaxosRules.SOUND.with(wrong), LOST_LOG, "LeaderHasEverything");
    }

    /** Whoever agrees is counted, member or not. */
    @Test
    void countingARemovedMemberIsNoticed() {
        SafetyRules.Configurations wrong =
                new SafetyRules.Configurations() {
                    @Override
                    public boolean isQuorum(
                            Membership configuration, Collection<ServerId> servers) {
                        Set<ServerId> voters = new TreeSet<>(configuration.participants());
                        return new TreeSet<>(servers).size() > voters.size() / 2;
                    }
                };
        caught(PaxosRules.SOUND.with(SafetyRules.SOUND.with(wrong)), REMOVED, "CommittedIsDurable");
    }

    @Test
    void decidingByTheNewerConfigurationAloneIsNoticed() {
        SafetyRules.Configurations wrong =
                new SafetyRules.Configurations() {
                    @Override
                    public Membership inForce(Membership committed, Membership seen) {
                        return seen;
                    }
                };
        caught(PaxosRules.SOUND.with(SafetyRules.SOUND.with(wrong)), ALONE, "CommittedIsDurable");
    }
}
