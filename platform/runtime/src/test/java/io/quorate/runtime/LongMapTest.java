package io.quorate.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LongMapTest {

    @Test
    void itBehavesLikeAMapOfTheLibrary() {
        Random random = new Random(3);
        LongMap<String> map = new LongMap<>();
        Map<Long, String> model = new HashMap<>();
        for (int step = 0; step < 200_000; step++) {
            long key = random.nextInt(300) * 0x1_0000_0001L;
            if (random.nextInt(5) < 2) {
                assertThat(map.put(key, "v" + step)).isEqualTo(model.put(key, "v" + step));
            } else if (random.nextBoolean()) {
                assertThat(map.remove(key)).isEqualTo(model.remove(key));
            } else {
                assertThat(map.get(key)).isEqualTo(model.get(key));
            }
            assertThat(map.size()).isEqualTo(model.size());
        }
    }
}
