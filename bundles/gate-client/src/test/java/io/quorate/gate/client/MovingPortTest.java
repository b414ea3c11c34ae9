package io.quorate.gate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client port goes where the configuration of the ensemble says. */
@Timeout(30)
class MovingPortTest {

    private final GateFixture gate = new GateFixture();

    @AfterEach
    void close() {
        gate.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void newClientsComeToTheNewPortAndOldOnesStay() throws Exception {
        InetSocketAddress before = gate.port.address();
        int port = freePort();
        try (RawClient old = gate.client()) {
            old.send(RawClient.connectFrame());
            assertThat(old.frame()).isNotEmpty();
            gate.port.listenAt("127.0.0.1", port);
            gate.await(() -> gate.port.address().getPort() == port);
            try (RawClient fresh = gate.client()) {
                fresh.send(RawClient.connectFrame());
                assertThat(fresh.frame()).isNotEmpty();
            }
            assertThat(gate.seen()).startsWith("connect");
            assertThat(gate.seen()).startsWith("connect");
            assertThat(gate.seen()).isEqualTo("closed");
            old.send(RawClient.frame(-2, new Request.Ping()));
            assertThat(gate.seen()).contains("-2");
            assertThatThrownBy(() -> new RawClient(before)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anotherAddressMayHaveTheSamePort() throws Exception {
        int port = gate.port.address().getPort();
        gate.port.listenAt("0.0.0.0", port);
        gate.await(() -> gate.port.address().getAddress().isAnyLocalAddress());
        assertThat(gate.port.address().getPort()).isEqualTo(port);
        try (RawClient client = new RawClient(new InetSocketAddress("127.0.0.1", port))) {
            client.send(RawClient.connectFrame());
            assertThat(client.frame()).isNotEmpty();
        }
    }

    @Test
    void aPortThatIsTakenLeavesTheOldOneOpen() throws Exception {
        InetSocketAddress before = gate.port.address();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            gate.port.listenAt("127.0.0.1", taken.getLocalPort());
            gate.port.listenAt("no.such.host.invalid", freePort());
            try (RawClient client = new RawClient(before)) {
                client.send(RawClient.connectFrame());
                assertThat(client.frame()).isNotEmpty();
            }
            int free = freePort();
            gate.port.listenAt("127.0.0.1", free);
            gate.await(() -> gate.port.address().getPort() == free);
        }
    }
}
