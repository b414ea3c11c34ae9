package io.quorate.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The time by which sessions expire. */
final class SessionClockTest {

    private static final int TICK_MILLIS = 1000;

    private final SessionClock clock = new SessionClock(TICK_MILLIS, 5000);

    @Test
    void itMovesWithTheTurns() {
        assertThat(clock.turn(5010)).isZero();
        assertThat(clock.turn(5500)).isZero();
        assertThat(clock.nowMillis()).isEqualTo(5500);
        assertThat(clock.monotonic(9500)).isEqualTo(9500);
    }

    @Test
    void aPauseCountsAsHalfATick() {
        clock.turn(5010);
        assertThat(clock.turn(65_010)).isEqualTo(59_500);
        assertThat(clock.nowMillis()).isEqualTo(5510);
        assertThat(clock.monotonic(9510)).as("4 s from now").isEqualTo(69_010);
    }

    @Test
    void aSessionOutlivesAPauseOfItsServer() {
        SessionTable table = new SessionTable(TICK_MILLIS, clock.nowMillis());
        table.track(1, 4000, clock.nowMillis());
        clock.turn(100_000);
        assertThat(table.expire(clock.nowMillis())).isEmpty();
        for (long now = 100_010; now <= 104_500; now += 10) {
            clock.turn(now);
        }
        assertThat(table.expire(clock.nowMillis())).hasSize(1);
    }
}
