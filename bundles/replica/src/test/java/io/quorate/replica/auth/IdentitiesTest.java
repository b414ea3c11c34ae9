package io.quorate.replica.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Identity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who a connection is has an end. */
final class IdentitiesTest {

    private static final Identity ADDRESS = new Identity("ip", "127.0.0.1");

    private final Identities identities = new Identities(ADDRESS);

    private static Identity name(int number) {
        return new Identity("digest", "user" + number + ":x");
    }

    @Test
    void listsGivenOutStayAsTheyAre() {
        List<List<Identity>> given = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            given.add(identities.list());
            assertThat(identities.add(List.of(name(number)))).isTrue();
        }
        for (int number = 0; number < 20; number++) {
            assertThat(given.get(number)).hasSize(number + 1).startsWith(ADDRESS);
        }
        assertThat(given.get(2)).containsExactly(ADDRESS, name(0), name(1));
    }

    @Test
    void whoIsKnownIsNotAddedAgain() {
        assertThat(identities.add(List.of(ADDRESS, name(1), name(1)))).isTrue();
        assertThat(identities.list()).containsExactly(ADDRESS, name(1));
    }

    @Test
    void theirNumberIsBounded() {
        for (int number = 1; number < Identities.COUNT_MAX; number++) {
            assertThat(identities.add(List.of(name(number)))).isTrue();
        }
        List<Identity> full = identities.list();
        assertThat(full).hasSize(Identities.COUNT_MAX);
        assertThat(identities.add(List.of(name(0)))).isFalse();
        assertThat(identities.list()).isEqualTo(full);
        assertThat(identities.add(List.of(name(1), ADDRESS))).isTrue();
    }

    @Test
    void theirBytesAreBounded() {
        String half = "\u00e9".repeat(Identities.BYTES_MAX / 4);
        assertThat(identities.add(List.of(new Identity("digest", half)))).isTrue();
        assertThat(identities.add(List.of(name(1), new Identity("digest", half + "x")))).isFalse();
        assertThat(identities.list()).hasSize(2);
        assertThat(identities.add(List.of(name(1)))).isTrue();
    }
}
