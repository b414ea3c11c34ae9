package io.quorate.consensus.kit.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How long a server waits that its leader turns away again and again. */
class JoinBackoffTest {

    private static final ServerId ONE = new ServerId(1);
    private static final ServerId TWO = new ServerId(2);

    private final JoinBackoff backoff = new JoinBackoff(new Timing(ticks(2_000)));

    private static Settings ticks(int millis) {
        return new Settings(
                new EnsembleSettings(ONE, millis, 10, 5, 1 << 20, 100, 1 << 20, false, Map.of()),
                0,
                10,
                0,
                200);
    }

    @Test
    void thePauseBeginsWithTheSecondFailureAndDoublesUpToHalfATick() {
        backoff.failed(ONE);
        assertThat(backoff.pauseNanos(ONE)).isZero();
        for (int millis : new int[] {50, 100, 200, 400, 800, 1000, 1000}) {
            backoff.failed(ONE);
            assertThat(backoff.pauseNanos(ONE)).isEqualTo(Timing.nanos(millis));
        }
    }

    @Test
    void anotherLeaderIsTriedAtOnce() {
        backoff.failed(ONE);
        backoff.failed(ONE);
        assertThat(backoff.pauseNanos(TWO)).isZero();
        backoff.failed(TWO);
        assertThat(backoff.pauseNanos(TWO)).isZero();
        assertThat(backoff.pauseNanos(ONE)).as("failures in a row count").isZero();
    }

    @Test
    void whoIsInStepStartsAnew() {
        backoff.failed(ONE);
        backoff.failed(ONE);
        backoff.joined();
        assertThat(backoff.pauseNanos(ONE)).isZero();
        backoff.failed(ONE);
        assertThat(backoff.pauseNanos(ONE)).isZero();
    }
}
