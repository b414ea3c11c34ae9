package io.quorate.consensus.kit.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.consensus.LogEntry;
import io.quorate.model.Zxid;
import org.junit.jupiter.api.Test;

class RecentTest {

    private static LogEntry entry(long counter, int bytes) {
        return new LogEntry(Zxid.of(3, counter), new byte[bytes]);
    }

    @Test
    void undecidedEntriesStayWhateverTheyTake() {
        Recent recent = new Recent();
        recent.start(Zxid.of(3, 1));
        for (int i = 1; i <= 5_000; i++) {
            recent.add(entry(i, 10_000), 0);
        }
        assertThat(recent.find(Zxid.of(3, 1)).zxid()).isEqualTo(Zxid.of(3, 1));
        assertThat(recent.find(Zxid.of(3, 5_000)).zxid()).isEqualTo(Zxid.of(3, 5_000));
        assertThat(recent.find(Zxid.of(3, 5_001))).isNull();
    }

    @Test
    void decidedEntriesGoWhenThereAreTooMany() {
        Recent recent = new Recent();
        recent.start(Zxid.of(3, 1));
        for (int i = 1; i <= 5_000; i++) {
            recent.add(entry(i, 10), Zxid.of(3, i - 1));
        }
        assertThat(recent.find(Zxid.of(3, 3_976))).isNull();
        assertThat(recent.find(Zxid.of(3, 3_977)).zxid()).isEqualTo(Zxid.of(3, 3_977));
    }

    @Test
    void ownAppendsAreFollowedAcrossBreaksInTheirTickets() {
        OwnLog own = new OwnLog();
        assertThat(own.upTo(100)).isZero();
        own.appended(5, Zxid.of(3, 1));
        own.appended(6, Zxid.of(3, 2));
        own.appended(8, Zxid.of(3, 3));
        own.appended(9, Zxid.of(3, 4));
        assertThat(own.upTo(4)).isZero();
        assertThat(own.upTo(5)).isEqualTo(Zxid.of(3, 1));
        assertThat(own.upTo(7)).isEqualTo(Zxid.of(3, 2));
        assertThat(own.upTo(8)).isEqualTo(Zxid.of(3, 3));
        assertThat(own.upTo(12)).isEqualTo(Zxid.of(3, 4));
    }
}
