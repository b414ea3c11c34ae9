package io.quorate.election.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.ServerId;
import io.quorate.peer.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the operator reads of two servers with one number. */
class DuplicateServerIdDetectorTest {
    private static final Endpoint REMOTE = new Endpoint("10.0.0.9", 40_000);
    private static final Endpoint ELSEWHERE = new Endpoint("10.0.0.9", 3888);
    private ServerId self = new ServerId(2);
    private final DuplicateServerIdDetector duplicates = new DuplicateServerIdDetector(() -> self);

    private record Hello(ServerId sender, List<Endpoint> addresses) implements Introduction {}

    private static Hello from(long server, Endpoint... addresses) {
        return new Hello(new ServerId(server), List.of(addresses));
    }

    @Test
    void aServerWithOurNumberIsNamedOnce() {
        assertThat(duplicates.sentence(from(2, ELSEWHERE), REMOTE, List.of()))
                .contains("10.0.0.9:3888", "server 2", "myid");
        assertThat(duplicates.sentence(from(2, ELSEWHERE), REMOTE, List.of())).isNull();
        assertThat(duplicates.sentence(from(2), REMOTE, List.of())).contains("10.0.0.9:40000");
    }

    @Test
    void aServerThatIsNotWhereTheConfigurationHasItIsNamed() {
        List<Endpoint> configured = List.of(new Endpoint("10.0.0.1", 3888));
        assertThat(duplicates.sentence(from(1, configured.getFirst()), REMOTE, configured))
                .isNull();
        assertThat(duplicates.sentence(from(1, ELSEWHERE), REMOTE, configured))
                .contains("server 1 at [10.0.0.9:3888]", "server 1 at [10.0.0.1:3888]");
    }

    @Test
    void ourNumberMayBecomeKnownLater() {
        self = null;
        DuplicateServerIdDetector early = new DuplicateServerIdDetector(() -> self);
        self = new ServerId(5);
        assertThat(early.sentence(from(5, ELSEWHERE), REMOTE, List.of())).contains("myid");
    }

    @Test
    void namesAndStrangersAreNotDoubted() {
        assertThat(
                        duplicates.sentence(
                                from(1, ELSEWHERE), REMOTE, List.of(new Endpoint("one", 3888))))
                .isNull();
        assertThat(duplicates.sentence(from(7, ELSEWHERE), REMOTE, List.of())).isNull();
        assertThat(duplicates.sentence(from(1), REMOTE, List.of(new Endpoint("one", 3888))))
                .isNull();
    }

    @Test
    void whoInventsAddressesFillsNoLog() {
        int told = 0;
        for (int port = 1; port < 1000; port++) {
            told +=
                    duplicates.sentence(from(2, new Endpoint("x", port)), REMOTE, List.of()) == null
                            ? 0
                            : 1;
        }
        assertThat(told).isEqualTo(DuplicateServerIdDetector.TOLD_MAX);
    }
}
