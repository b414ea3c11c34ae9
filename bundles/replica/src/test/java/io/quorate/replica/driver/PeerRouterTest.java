package io.quorate.replica.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.peer.LinkAction;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.Port;
import io.quorate.peer.host.PeerLinks;
import io.quorate.runtime.PortUnavailable;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class PeerRouterTest {

    /** Links that do nothing; the test tells what happens to them. */
    private static final class TestLinks implements PeerLinks {

        Consumer<LinkEvent> events;

        @Override
        public void open(List<Port> ports, Consumer<LinkEvent> sink) {
            events = sink;
        }

        @Override
        public void members(Set<String> hosts) {}

        @Override
        public void execute(LinkAction action) {}

        @Override
        public void hold(LinkId link, boolean held) {}

        @Override
        public void close() {}
    }

    private static Port port(String name) {
        return new Port(name, dialled -> null, 0, 1, Port.Security.NONE);
    }

    @Test
    void aPortThatCannotBeHadEndsTheServerWhoeverOwnsIt() {
        TestLinks links = new TestLinks();
        PeerRouter router =
                new PeerRouter(links, (where, cause) -> new IllegalStateException(where, cause));
        router.declare(List.of(port("quorum"), port("observer")), event -> {});
        router.declare(List.of(port("election")), event -> {});
        router.open();
        for (String each : List.of("quorum", "observer", "election")) {
            assertThatThrownBy(
                            () -> links.events.accept(new LinkEvent.ListenFailed(each, "is taken")))
                    .as(each)
                    .cause()
                    .isInstanceOfSatisfying(
                            PortUnavailable.class,
                            end -> {
                                assertThat(end.exitCode()).isEqualTo(14);
                                assertThat(end).hasMessage("is taken");
                            });
        }
    }
}
