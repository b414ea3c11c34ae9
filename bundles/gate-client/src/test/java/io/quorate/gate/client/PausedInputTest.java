package io.quorate.gate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.service.ClientConnection;
import io.quorate.wire.ReplyHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection about which the replica waits for an answer. */
@Timeout(30)
class PausedInputTest {

    private static final Request AUTH = new Request.Auth("own", new byte[1]);
    private static final Request EXISTS = new Request.Exists(Znode.of("/foo"), false);

    private final GateFixture gate = new GateFixture();

    @AfterEach
    void close() {
        gate.close();
    }

    private RawClient pausedClient() throws Exception {
        RawClient client = gate.client();
        client.join();
        assertThat(gate.seen()).startsWith("connect");
        gate.handler.pausing = true;
        client.send(-4, AUTH);
        assertThat(gate.seen()).isEqualTo("authenticate 100 -4");
        return client;
    }

    private void resume() throws Exception {
        gate.handler.pausing = false;
        gate.runOnLoop(
                () -> {
                    ClientConnection connection = gate.handler.connections.getFirst();
                    connection.resumeInput();
                    connection.reply(-4, OpCode.AUTH, 0, Outcome.DONE);
                });
    }

    private boolean isRead() {
        return (gate.port.connections().getFirst().interestOps() & 1) != 0;
    }

    @Test
    void nothingOfItIsHandedInAndTheOthersGoOn() throws Exception {
        try (RawClient client = pausedClient();
                RawClient other = gate.client()) {
            client.send(1, EXISTS).send(-4, AUTH).send(2, new Request.Delete(Znode.of("/a"), -1));
            other.join();
            assertThat(gate.seen()).startsWith("connect");
            for (int xid = 1; xid <= 10; xid++) {
                other.send(xid, EXISTS);
                assertThat(other.header().xid()).isEqualTo(xid);
                assertThat(gate.seen()).isEqualTo("Exists " + xid);
            }
            resume();
            assertThat(client.header()).isEqualTo(new ReplyHeader(-4, 0, 0));
            assertThat(client.header().xid()).isEqualTo(1);
            assertThat(client.header().xid()).isEqualTo(-4);
            assertThat(client.header().xid()).isEqualTo(2);
            assertThat(gate.handler.seen)
                    .containsExactly("Exists 1", "authenticate 100 -4", "write 2 2 10");
        }
    }

    @Test
    void itsSocketIsReadAsFarAsThereIsRoom() throws Exception {
        int packets = 200;
        try (RawClient client = pausedClient()) {
            for (int xid = 1; xid <= packets; xid++) {
                client.send(xid, new Request.SetData(Znode.of("/foo"), new byte[1024], -1));
            }
            gate.await(() -> !isRead());
            assertThat(gate.handler.seen).isEmpty();
            resume();
            assertThat(client.header().xid()).isEqualTo(-4);
            for (int xid = 1; xid <= packets; xid++) {
                assertThat(client.header().xid()).isEqualTo(xid);
            }
            gate.await(this::isRead);
        }
    }

    @Test
    void itsEndIsNoticed() throws Exception {
        RawClient client = pausedClient();
        client.send(1, EXISTS).close();
        assertThat(gate.seen()).isEqualTo("closed");
        resume();
        gate.await(() -> gate.port.connections().isEmpty());
        assertThat(gate.handler.seen).isEmpty();
    }
}
