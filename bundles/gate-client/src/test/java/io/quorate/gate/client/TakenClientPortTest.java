package io.quorate.gate.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.runtime.PortUnavailable;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TakenClientPortTest {

    @Test
    void theSentenceNamesKeyAndPortAndWhatIsWrong() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(
                            () ->
                                    new GateFixture(
                                            "clientPortAddress", "127.0.0.1", "clientPort", port))
                    .isInstanceOf(PortUnavailable.class)
                    .hasMessage(
                            "clientPort: cannot listen on 127.0.0.1:"
                                    + port
                                    + ": the port is in use by another process");
        }
    }
}
