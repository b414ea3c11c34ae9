package io.quorate.gate.peer;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.loop.EventLoops;
import io.quorate.loop.ReplicaLoop;
import io.quorate.peer.Port;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A port is not open with less security than was asked for. */
final class PortSecurityTest {

    private final EventLoops loops = new EventLoops(1, "auto");
    private final ReplicaLoop loop =
            new ReplicaLoop(
                    loops.replicaLoop(), (where, cause) -> new IllegalStateException(where, cause));

    @AfterEach
    void close() {
        loops.close();
    }

    private void open(boolean tls, boolean sasl, Port.Security security) {
        PeerGateSettings settings = GateOnATable.small(tls, sasl);
        Port port =
                new Port("quorum", dialled -> new TextCodec(), 0, TextCodec.BYTES_MAX, security);
        new PeerGate(settings, loops, loop).open(List.of(port), event -> {});
    }

    @Test
    void whatIsDemandedAndNotThereIsRefused() {
        assertThatThrownBy(() -> open(true, false, Port.Security.QUORUM))
                .hasMessage(
                        "port quorum is to have TLS (sslQuorum), which is not there yet between servers");
        assertThatThrownBy(() -> open(false, true, Port.Security.QUORUM))
                .hasMessage(
                        "port quorum is to have SASL (quorum.auth.enableSasl), which is not there yet between servers");
    }

    @Test
    void aPortWithoutTheEnsemblesSecurityIsNotConcerned() {
        assertThatCode(() -> open(true, true, Port.Security.NONE)).doesNotThrowAnyException();
        assertThatCode(() -> open(false, false, Port.Security.QUORUM)).doesNotThrowAnyException();
    }
}
