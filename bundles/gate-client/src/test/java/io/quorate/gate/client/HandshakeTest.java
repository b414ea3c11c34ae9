package io.quorate.gate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.wire.ConnectCodec;
import io.quorate.wire.ConnectRequest;
import io.quorate.wire.ConnectResponse;
import io.quorate.wire.JuteReader;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.ReplyHeader;
import io.quorate.wire.SessionPassword;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HandshakeTest {

    private final GateFixture gate = new GateFixture();

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void aModernClientGetsThirtySevenBytes() throws Exception {
        try (RawClient client = gate.client()) {
            client.send(
                    "0000002d 00000000 0000000000000007 00007530 0000000000000000 00000010 00000000000000000000000000000000 01");
            byte[] response = client.frame();
            assertThat(response).hasSize(37);
            ConnectResponse decoded = ConnectCodec.decodeResponse(new JuteReader(response));
            assertThat(decoded.sessionId()).isEqualTo(FakeRequestHandler.SESSION);
            assertThat(decoded.password())
                    .isEqualTo(SessionPassword.of(FakeRequestHandler.SESSION));
            assertThat(gate.seen()).isEqualTo("connect 7 30000 0 true");
        }
    }

    @Test
    void anOldClientGetsThirtySixBytes() throws Exception {
        try (RawClient client = gate.client()) {
            client.send(
                    "0000002c 00000000 0000000000000000 00007530 0000000000000000 00000010 00000000000000000000000000000000");
            assertThat(client.frame()).hasSize(36);
        }
    }

    @Test
    void anyPasswordLengthIsUnderstood() throws Exception {
        for (byte[] password : new byte[][] {null, {}, {1, 2, 3}}) {
            JuteWriter frame = new JuteWriter();
            ConnectCodec.encodeFrame(
                    new ConnectRequest(0, 0, 30_000, 0, password, false, false), frame);
            try (RawClient client = gate.client()) {
                assertThat(client.send(frame.toByteArray()).frame()).hasSize(37);
            }
        }
    }

    @Test
    void aRejectedClientIsToldSoAndTheConnectionEnds() throws Exception {
        gate.handler.rejecting = true;
        try (RawClient client = gate.client()) {
            client.send(RawClient.connectFrame());
            assertThat(client.rest())
                    .asHexString()
                    .isEqualTo("00000025" + "00".repeat(16) + "00000010" + "00".repeat(17));
            assertThat(gate.seen()).startsWith("connect");
            assertThat(gate.handler.seen.poll(200, TimeUnit.MILLISECONDS))
                    .as("no closed() after rejected()")
                    .isNull();
        }
    }

    @Test
    void nothingIsAnsweredWhileTheServerDoesNotServe() throws Exception {
        gate.handler.serving = false;
        try (RawClient client = gate.client()) {
            assertThat(client.send(RawClient.connectFrame()).rest()).isEmpty();
            assertThat(gate.handler.seen).isEmpty();
            assertThat(gate.report().counters())
                    .filteredOn(c -> c.name().equals("cnxn_closed_without_zk_server_running"))
                    .singleElement()
                    .satisfies(c -> assertThat(c.value()).isEqualTo(1));
        }
    }

    @Test
    void requestsSentBeforeTheResponseWaitForTheSession() throws Exception {
        gate.handler.holdConnects = true;
        try (RawClient client = gate.client()) {
            JuteWriter all = new JuteWriter();
            all.raw(RawClient.connectFrame(), 0, 49);
            for (int xid = 1; xid <= 3000; xid++) {
                byte[] frame = RawClient.frame(xid, new Request.GetData(Znode.of("/foo"), false));
                all.raw(frame, 0, frame.length);
            }
            client.send(all.toByteArray());
            assertThat(gate.seen()).startsWith("connect");
            assertThat(gate.handler.seen.poll(100, TimeUnit.MILLISECONDS)).isNull();
            gate.runOnLoop(() -> gate.handler.establish(gate.handler.connections.get(0)));
            assertThat(client.frame()).hasSize(37);
            for (int xid = 1; xid <= 3000; xid++) {
                assertThat(client.header().xid()).isEqualTo(xid);
            }
        }
    }

    @Test
    void bytesMayComeOneByOne() throws Exception {
        try (RawClient client = gate.client()) {
            for (byte b : RawClient.connectFrame()) {
                client.send(new byte[] {b});
            }
            assertThat(client.frame()).hasSize(37);
            for (byte b : RawClient.frame(5, new Request.GetData(Znode.of("/foo"), true))) {
                client.send(new byte[] {b});
            }
            assertThat(client.header()).isEqualTo(new ReplyHeader(5, FakeRequestHandler.ZXID, 0));
        }
    }

    @Test
    void theReplicaLearnsOfALostSocketOnce() throws Exception {
        try (RawClient client = gate.client()) {
            client.join();
            assertThat(gate.seen()).startsWith("connect");
        }
        assertThat(gate.seen()).isEqualTo("closed");
        gate.await(() -> gate.port.connections().isEmpty());
        assertThat(gate.handler.seen).isEmpty();
    }
}
