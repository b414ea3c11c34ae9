package io.quorate.consensus.multipaxos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.testkit.sim.invariant.Violation;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A leader that is cut off with a lease, and others that want to go on: whatever is wrong with the
 * lease lets a sync miss what they have done. With sound rules the same scripts hold. Source: spec
 * multi-paxos section 7.
 */
class LeaseMutantTest {

    /** Server 2 leads, and its lease is granted. */
    private static final String LEASED =
            """
            servers 3 0 long-lease
            elect 2
            run 600
            write 2 a
            sync 2
            run 300
            """;

    /** Server 3 leads if it is let, writes, and server 2 is asked. */
    private static final String OTHERS_GO_ON =
            """
            write 3 b
            run 50
            thaw 2
            sync 2
            run 5
            """;

    private static final String LEFT =
            LEASED
                    + """
                    cut 1 2 2 1 2 3 3 2
                    freeze 2
                    run 1300
                    elect 3
                    run 100
                    """
                    + OTHERS_GO_ON;

    private static final String RESTARTED =
            LEASED
                    + """
                    cut 1 2 2 1 2 3 3 2
                    freeze 2
                    power 1
                    power 3
                    start 1
                    start 3
                    run 50
                    elect 3
                    run 100
                    """
                    + OTHERS_GO_ON;

    /** The answers to the last beats are heard late; at one of these moments there are some. */
    private static Stream<String> heardLate() {
        return IntStream.range(0, 110)
                .mapToObj(
                        millis ->
                                LEASED
                                        + "run "
                                        + (1 + millis)
                                        + "\n"
                                        + """
                                        freeze 2
                                        run 100
                                        cut 1 2 2 1 2 3 3 2
                                        run 700
                                        thaw 2
                                        freeze 2
                                        run 500
                                        elect 3
                                        run 1300
                                        """
                                        + OTHERS_GO_ON);
    }

    private static boolean isStale(PaxosRules.Lease lease, String script) {
        PaxosRules sound = PaxosRules.SOUND;
        PaxosRules rules =
                new PaxosRules(
                        sound.safety(), sound.promise(), sound.recovery(), sound.parting(), lease);
        try {
            new PaxosScripts(rules).played(script);
            return false;
        } catch (Violation violation) {
            assertThat(violation.invariant()).isEqualTo("SyncIsFresh");
            return true;
        }
    }

    @Test
    void soundRulesHold() {
        PaxosRules.Lease sound = PaxosRules.SOUND.lease();
        assertThat(isStale(sound, LEFT)).isFalse();
        assertThat(isStale(sound, RESTARTED)).isFalse();
        assertThat(heardLate().noneMatch(script -> isStale(sound, script))).isTrue();
    }

    @Test
    void aLeaseThatBindsNobodyIsNoticed() {
        PaxosRules.Lease wrong =
                new PaxosRules.Lease() {
                    @Override
                    public long nanosClosed(int leaseMillis) {
                        return 0;
                    }
                };
        assertThat(isStale(wrong, LEFT)).isTrue();
    }

    @Test
    void aLeaseForgottenByARestartIsNoticed() {
        PaxosRules.Lease wrong =
                new PaxosRules.Lease() {
                    @Override
                    public long nanosClosedAfterStart(int grantedMillis) {
                        return 0;
                    }
                };
        assertThat(isStale(wrong, RESTARTED)).isTrue();
    }

    @Test
    void aLeaseCountedFromItsAnswerIsNoticed() {
        PaxosRules.Lease wrong =
                new PaxosRules.Lease() {
                    @Override
                    public long endNanos(
                            long sentNanos,
                            long answeredNanos,
                            long leaseNanos,
                            int driftPerMille) {
                        return answeredNanos + leaseNanos;
                    }
                };
        assertThat(heardLate().anyMatch(script -> isStale(wrong, script))).isTrue();
    }
}
