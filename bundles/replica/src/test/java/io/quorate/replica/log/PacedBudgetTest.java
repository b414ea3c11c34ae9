package io.quorate.replica.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.testkit.VirtualClock;
import org.junit.jupiter.api.Test;

final class PacedBudgetTest {

    private static final long MIB = 1 << 20;

    private final VirtualClock clock = new VirtualClock();
    private final PacedBudget budget = new PacedBudget(8 * MIB, clock);

    @Test
    void aSmallSnapshotIsNotHeldUp() {
        clock.advanceMillis(10_000);
        assertThat(budget.reserve(4 * MIB)).isZero();
    }

    @Test
    void aLargeOneGetsItsRate() {
        clock.advanceMillis(10_000);
        long waited = 0;
        for (int chunk = 0; chunk < 84; chunk++) {
            long nanos = budget.reserve(MIB);
            waited += nanos;
            clock.advanceMillis(nanos / 1_000_000);
        }
        assertThat(waited / 1_000_000).isBetween(9_900L, 10_100L);
    }

    /** What is written when the server stops is finished at the speed of the disk. */
    @Test
    void whoHurriesDoesNotWait() {
        budget.hurry();
        budget.take(1 << 30);
        budget.take(1 << 30);
        assertThat(clock.nowNanos()).isEqualTo(new VirtualClock().nowNanos());
    }
}
