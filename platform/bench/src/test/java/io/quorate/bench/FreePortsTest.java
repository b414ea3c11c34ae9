package io.quorate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void noPortIsGivenTwiceAndNoneIsOneOfOutgoingConnections() throws Exception {
        Set<Integer> given = new HashSet<>();
        for (int at = 0; at < 200; at++) {
            assertThat(given.add(FreePorts.next())).isTrue();
        }
        try (ServerSocket server =
                        new ServerSocket(FreePorts.next(), 1, InetAddress.getLoopbackAddress());
                Socket outgoing =
                        new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
            assertThat(given).allMatch(port -> port < outgoing.getLocalPort());
        }
    }

    @Test
    void aPortSomeoneListensOnIsNotFree() throws Exception {
        int port = FreePorts.next();
        assertThat(FreePorts.isFree(port)).isTrue();
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(FreePorts.isFree(server.getLocalPort())).isFalse();
        }
    }
}
