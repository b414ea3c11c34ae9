package io.quorate.consensus.zab.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.LogEntry;
import io.quorate.consensus.zab.state.Rules.SyncChoice.Choice;
import io.quorate.consensus.zab.state.Rules.SyncChoice.Way;
import io.quorate.model.Zxid;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of spec quorum-protocol sections 11.2 and 11.3, row by row. */
class SyncChoiceTest {

    private final Rules.SyncChoice choice = new Rules.SyncChoice();

    /** A zxid written as epoch:counter. */
    private static long z(String text) {
        int colon = text.indexOf(':');
        return Zxid.of(
                Long.parseLong(text.substring(0, colon)),
                Long.parseLong(text.substring(colon + 1)));
    }

    private static List<LogEntry> log(String... zxids) {
        List<LogEntry> entries = new ArrayList<>();
        for (String zxid : zxids) {
            entries.add(new LogEntry(z(zxid), new byte[32]));
        }
        return entries;
    }

    private void atOnce(String learner, String decided, boolean active, Way way, String from) {
        Choice made = choice.atOnce(z(learner), z(decided), 3, active);
        assertThat(made.way()).isEqualTo(way);
        if (way != Way.SNAP) {
            assertThat(made.from()).isEqualTo(z(from));
        }
    }

    @Test
    void whoHasEverythingGetsNothing() {
        atOnce("2:7", "2:7", false, Way.DIFF, "2:7");
        atOnce("0:0", "0:0", false, Way.DIFF, "0:0");
        atOnce("3:0", "2:7", true, Way.DIFF, "3:0");
    }

    @Test
    void whoIsBehindNeedsALookAtTheLog() {
        atOnce("2:3", "2:7", false, Way.READ, "2:3");
        atOnce("1:9", "2:7", true, Way.READ, "1:9");
    }

    @Test
    void aTailOfTheSameEpochIsCut() {
        atOnce("2:9", "2:7", false, Way.TRUNC, "2:7");
        atOnce("3:4", "3:2", true, Way.TRUNC, "3:2");
        // A proposal of this very epoch, none of which is decided yet: the initial history before
        // it is the leader's.
        atOnce("3:1", "2:7", true, Way.TRUNC, "2:7");
    }

    @Test
    void aTailOfAnotherEpochIsReplaced() {
        atOnce("2:1", "1:7", false, Way.SNAP, null);
        atOnce("2:0", "1:7", false, Way.SNAP, null);
        atOnce("0:5", "0:0", false, Way.SNAP, null);
    }

    @Test
    void whatTheLogKnowsIsKept() {
        assertThat(choice.byLog(z("1:5"), log("1:5", "1:6")))
                .isEqualTo(new Choice(Way.DIFF, z("1:5")));
        assertThat(choice.byLog(z("2:0"), log("1:5", "2:1")))
                .isEqualTo(new Choice(Way.DIFF, z("2:0")));
    }

    @Test
    void whatTheLogDoesNotKnowIsCutWithinAnEpoch() {
        assertThat(choice.byLog(z("1:6"), log("1:5", "2:1")))
                .isEqualTo(new Choice(Way.TRUNC, z("1:5")));
    }

    @Test
    void whatTheLogDoesNotKnowIsReplacedAcrossEpochs() {
        // The learner may lack 1:5: the leader of epoch 2 it followed may have started from less.
        assertThat(choice.byLog(z("2:3"), log("1:5", "3:1")).way()).isEqualTo(Way.SNAP);
        assertThat(choice.byLog(z("1:2"), log("1:5")).way()).isEqualTo(Way.SNAP);
        assertThat(choice.byLog(z("0:0"), log("1:1")).way()).isEqualTo(Way.SNAP);
        assertThat(choice.byLog(z("1:2"), List.of()).way()).isEqualTo(Way.SNAP);
    }
}
