package io.quorate.consensus.multipaxos.leader;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.Touches;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import org.junit.jupiter.api.Test;

/** Which clocks count for a lease. Source: spec multi-paxos section 7. */
class LearnerClockTest {

    private static final long MILLI = 1_000_000;
    private static final int DRIFT_PER_MILLE = 10;
    private static final PaxosRules.Lease RULES = PaxosRules.SOUND.lease();

    private final LearnerClock clock = new LearnerClock();
    private long number;

    /** A beat that takes so long each way, answered by a clock that runs at this speed. */
    private boolean beat(long sentMillis, long wayMillis, double speed) {
        clock.sent(++number, sentMillis * MILLI);
        long shown = (long) ((sentMillis + wayMillis) * MILLI * speed) - 5_000 * MILLI;
        return clock.answered(
                new PaxosMessage.BeatAnswer(number, shown, true, Touches.NONE),
                (sentMillis + 2 * wayMillis) * MILLI);
    }

    private boolean counts() {
        return clock.isWithin(DRIFT_PER_MILLE, RULES);
    }

    @Test
    void aClockCountsOnceItIsKnownLongEnough() {
        beat(0, 1, 1.0);
        assertThat(counts()).as("one answer tells nothing").isFalse();
        beat(50, 1, 1.0);
        assertThat(counts()).as("2 ms of 50 may be drift").isFalse();
        beat(400, 1, 1.0);
        assertThat(counts()).isTrue();
    }

    @Test
    void aClockThatRunsTooFastNeverCounts() {
        for (long millis = 0; millis < 100_000; millis += 500) {
            beat(millis, 1, 1.02);
            assertThat(counts()).isFalse();
        }
        assertThat(clock.tellsOf(DRIFT_PER_MILLE)).isTrue();
        assertThat(clock.tellsOf(DRIFT_PER_MILLE)).as("told once").isFalse();
    }

    @Test
    void aClockThatRunsSlowDoesNoHarm() {
        beat(0, 1, 0.9);
        beat(1_000, 1, 0.9);
        assertThat(counts()).isTrue();
    }

    @Test
    void onlyAnswersToBeatsThatWereSentCount() {
        beat(0, 1, 1.0);
        assertThat(clock.answered(new PaxosMessage.BeatAnswer(1, 0, true, Touches.NONE), 5))
                .as("answered before")
                .isFalse();
        assertThat(clock.answered(new PaxosMessage.BeatAnswer(7, 0, true, Touches.NONE), 5))
                .isFalse();
    }

    /** The voter counts from when it got the beat, which is later than when it was sent. */
    @Test
    void aLeaseEndsBeforeWhoGrantedItIsFree() {
        long sent = 1_000 * MILLI;
        long lease = 200 * MILLI;
        long end = RULES.endNanos(sent, sent + 500 * MILLI, lease, DRIFT_PER_MILLE);
        long freeAtTheEarliest = sent + lease * 1_000 / (1_000 + DRIFT_PER_MILLE);
        assertThat(end).isLessThan(freeAtTheEarliest).isGreaterThan(sent + lease / 2);
    }
}
