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

    /** The voters' notes are not on their disks when they lose power. */
    private static final String NOT_NOTED =
            """
            servers 3 0 long-lease
            elect 2
            run 600
            write 2 a
            run 10
            sync_time 1 50000
            sync_time 3 50000
            sync 2
            run 5
            cut 1 2 2 1 2 3 3 2
            freeze 2
            power 1
            power 3
            sync_time 1 200
            sync_time 3 200
            start 1
            start 3
            run 50
            elect 3
            run 100
            """
                    + OTHERS_GO_ON;

    /**
     * The clocks of the voters run too fast, so they are free before their time; at one of these
     * moments server 3 leads, and the lease of 2 has not run out by its own clock.
     */
    private static Stream<String> withFastClocks(String lease, int perMille) {
        return IntStream.range(0, 20)
                .mapToObj(
                        moment ->
                                """
                                servers 3 0 %s
                                clock 1 %d
                                clock 3 %d
                                elect 2
                                run 600
                                write 2 a
                                sync 2
                                run 3000
                                sync 2
                                run 300
                                cut 1 2 2 1 2 3 3 2
                                freeze 2
                                run 1300
                                elect 3
                                run %d
                                """
                                                .formatted(
                                                        lease,
                                                        perMille,
                                                        perMille,
                                                        200 + 50 * moment)
                                        + OTHERS_GO_ON);
    }

    private static Stream<String> beyondTheBound() {
        return withFastClocks("long-lease", 150);
    }

    private static Stream<String> withinTheBound() {
        return withFastClocks("far-clocks", 140);
    }

    private static boolean isStale(PaxosRules.Lease lease, String script) {
        try {
            new PaxosScripts(PaxosRules.SOUND.with(lease)).played(script);
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
        assertThat(isStale(sound, NOT_NOTED)).isFalse();
        assertThat(heardLate().noneMatch(script -> isStale(sound, script))).isTrue();
        assertThat(beyondTheBound().noneMatch(script -> isStale(sound, script))).isTrue();
        assertThat(withinTheBound().noneMatch(script -> isStale(sound, script))).isTrue();
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

    @Test
    void aLeaseThatIsGrantedBeforeItIsNotedIsNoticed() {
        PaxosRules.Lease wrong =
                new PaxosRules.Lease() {
                    @Override
                    public boolean mayGrant(long durable, long noted) {
                        return true;
                    }
                };
        assertThat(isStale(wrong, NOT_NOTED)).isTrue();
    }

    @Test
    void aClockBeyondTheBoundThatCountsIsNoticed() {
        PaxosRules.Lease wrong =
                new PaxosRules.Lease() {
                    @Override
                    public boolean isWithin(long goneNanos, long leastNanos, int driftPerMille) {
                        return true;
                    }
                };
        assertThat(beyondTheBound().anyMatch(script -> isStale(wrong, script))).isTrue();
    }

    @Test
    void aLeaseThatAllowsNothingForClocksIsNoticed() {
        PaxosRules.Lease wrong =
                new PaxosRules.Lease() {
                    @Override
                    public long endNanos(
                            long sentNanos,
                            long answeredNanos,
                            long leaseNanos,
                            int driftPerMille) {
                        return sentNanos + leaseNanos;
                    }
                };
        assertThat(withinTheBound().anyMatch(script -> isStale(wrong, script))).isTrue();
    }
}
