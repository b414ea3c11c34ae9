package io.quorate.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a server tells the leader of its active sessions. */
final class TouchTableTest {

    private final TouchTable touches = new TouchTable();

    private Map<Long, Integer> collected() {
        return touches.collect(
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
}
