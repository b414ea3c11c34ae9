package io.quorate.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a server tells the leader of its active sessions. */
final class TouchTableTest {

    private final TouchTable touches = new TouchTable();

    private Map<Long, Integer> collected() {
        return collected(Integer.MAX_VALUE);
    }

    private Map<Long, Integer> collected(int most) {
        return touches.collect(
                most,
                (ids, timeouts) -> {
                    Map<Long, Integer> found = new TreeMap<>();
                    for (int at = 0; at < ids.length; at++) {
                        assertThat(found.put(ids[at], timeouts[at])).isNull();
                    }
                    return found;
                });
    }

    @Test
    void eachSessionIsListedOnceWithItsNewestTimeOut() {
        touches.begin(true);
        touches.touch(1, 4000);
        touches.touch(2, 5000);
        touches.touch(1, 6000);
        assertThat(collected()).isEqualTo(Map.of(1L, 6000, 2L, 5000));
        assertThat(collected()).isEmpty();
    }

    @Test
    void anExchangeEndsWhenItIsCollected() {
        touches.begin(true);
        int first = touches.exchange();
        collected();
        assertThat(touches.exchange()).isNotEqualTo(first).isNotZero();
    }

    @Test
    void nothingIsKeptForNobody() {
        touches.begin(false);
        touches.touch(1, 4000);
        assertThat(collected()).isEmpty();
    }

    @Test
    void whoDoesNotFitComesNextAndBeforeThoseThatCameAgain() {
        touches.begin(true);
        for (long session = 1; session <= 5; session++) {
            touches.touch(session, 1000);
        }
        assertThat(collected(2)).containsOnlyKeys(1L, 2L);
        touches.touch(1, 1000);
        touches.touch(3, 9000);
        assertThat(collected(2)).isEqualTo(Map.of(3L, 9000, 4L, 1000));
        assertThat(collected(2)).containsOnlyKeys(5L, 1L);
        assertThat(collected(2)).isEmpty();
    }
}
