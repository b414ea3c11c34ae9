package io.quorate.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Expiry by buckets of a tick, as the reference does it. */
final class SessionTableTest {

    private static final int TICK_MILLIS = 1000;

    private final SessionTable table = new SessionTable(TICK_MILLIS, 0);

    @Test
    void aSilentSessionExpiresBetweenItsTimeoutAndOneTickLater() {
        table.track(1, 4000, 500);
        assertThat(table.expire(4999)).isEmpty();
        assertThat(table.expire(5000)).extracting(Session::id).containsExactly(1L);
        assertThat(table.find(1).isClosing()).isTrue();
    }

    @Test
    void aTouchMovesTheSessionOn() {
        Session session = table.track(1, 4000, 0);
        for (long now = 1000; now <= 20_000; now += 1000) {
            assertThat(table.touch(session, 4000, now)).isTrue();
            assertThat(table.expire(now)).isEmpty();
        }
        assertThat(table.expire(25_000)).containsExactly(session);
    }

    /** Transactions and other servers name timeouts that no client ever got. */
    @Test
    void aTimeoutBelowZeroIsOver() {
        table.expire(10_000);
        table.track(1, Integer.MIN_VALUE, 10_500);
        table.track(2, -1, 10_500);
        table.track(3, Integer.MAX_VALUE, 10_500);
        assertThat(table.expire(11_000)).extracting(Session::id).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void aClosingSessionIsNotTouchedAndNotExpiredAgain() {
        Session session = table.track(1, 4000, 0);
        table.close(session);
        assertThat(table.touch(session, 4000, 100)).isFalse();
        assertThat(table.expire(100_000)).isEmpty();
        table.remove(1);
        assertThat(table.find(1)).isNull();
    }

    @Test
    void aBucketHoldsManySessionsAndLosesOnlyTheOneTouched() {
        for (long id = 1; id <= 1000; id++) {
            table.track(id, 4000, 0);
        }
        for (long id = 2; id <= 1000; id += 2) {
            table.touch(table.find(id), 4000, 3000);
        }
        assertThat(table.expire(5000)).hasSize(500).allMatch(session -> session.id() % 2 == 1);
        assertThat(table.expire(8000)).hasSize(500).allMatch(session -> session.id() % 2 == 0);
        assertThat(table.byExpiry()).isEmpty();
    }

    @Test
    void idsCarryTheServerAndCountUp() {
        SessionIds ids = new SessionIds(5, 1_700_000_000_000L);
        long first = ids.next();
        assertThat(first >>> 56).isEqualTo(5);
        assertThat(ids.next()).isEqualTo(first + 1);
    }
}
