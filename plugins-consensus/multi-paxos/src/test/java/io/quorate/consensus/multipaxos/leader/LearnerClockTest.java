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
    void aClockThatWasSlowForLongIsFoundOutWhenItRunsFast() {
        long learnerMillis = 0;
        long millis = 0;
        for (; millis < 3_600_000; millis += 500, learnerMillis += 490) {
            answer(millis, learnerMillis);
        }
        assertThat(counts()).isTrue();
        long fastSince = millis;
        for (; counts(); millis += 500, learnerMillis += 510) {
            answer(millis, learnerMillis);
        }
        assertThat(millis - fastSince).isLessThan(20_000);
    }

    @Test
    void aClockIsLookedAtAnewAfterSilence() {
        beat(0, 1, 0.9);
        beat(1_000, 1, 0.9);
        answer(60_000, 60_000);
        assertThat(counts()).as("what it has done in the minute tells nothing").isFalse();
        answer(60_500, 60_500);
        assertThat(counts()).isTrue();
    }

    @Test
    void aSlowAnswerSpoilsNothing() {
        answer(0, 0);
        for (long millis = 1_000; millis < 100_000; millis += 1_000) {
            clock.sent(++number, (millis - 500) * MILLI);
            clock.answered(
                    new PaxosMessage.BeatAnswer(number, (millis - 300) * MILLI, true, Touches.NONE),
                    (millis - 100) * MILLI);
            assertThat(counts()).as("a slow answer, at %s", millis).isFalse();
            answer(millis, millis);
            assertThat(counts()).as("a quick one, at %s", millis).isTrue();
        }
    }

    private void answer(long millis, long learnerMillis) {
        clock.sent(++number, millis * MILLI);
        clock.answered(
                new PaxosMessage.BeatAnswer(number, learnerMillis * MILLI, true, Touches.NONE),
                millis * MILLI + MILLI / 10);
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
