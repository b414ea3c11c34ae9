package io.quorate.gate.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Znode;
import io.quorate.wire.JuteWriter;
import io.quorate.wire.ReplyHeader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of spec client-protocol section 15, over real sockets. */
@Timeout(60)
class RobustnessTest {

    private final GateFixture gate = new GateFixture();

    @AfterEach
    void close() throws Exception {
        try (RawClient other = gate.client()) {
            other.join();
            assertThat(other.send(-2, new Request.Ping()).header().xid())
                    .as("others are unaffected")
                    .isEqualTo(-2);
        }
        gate.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffffffff", // negative length
                "80000000",
                "7fffffff", // far too long
                "00100000", // one more than allowed
                "00000000", // no connect request in it
                "00000401", // longer than any connect request: nothing of it is waited for
                "00000008 0000000000000000", // shorter than its fixed part
                "0000002d 00000000 0000000000000000 00007530 0000000000000000 00000012 00000000000000000000000000000000 00", // password beyond the end
                "0000002d 00000000 0000000000000000 00007530 0000000000000000 fffffffe 00000000000000000000000000000000 00", // negative length inside
                "474554202f20485454502f312e310d0a0d0a", // GET / HTTP/1.1
                "16030100f8010000f40303", // TLS client hello
                "7a7a7a7a0a" // a command nobody knows
            })
    void anImpossibleGreetingEndsTheConnectionWithoutAByte(String hex) throws Exception {
        try (RawClient client = gate.client()) {
            assertThat(client.send(hex).rest()).isEmpty();
        }
        assertThat(gate.handler.seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffffffff",
                "00100000",
                "00000000",
                "00000004 00000001",
                "00000007 00000000000000",
                "72756f6b"
            })
    void anImpossibleFrameEndsTheConnectionWithoutAReply(String hex) throws Exception {
        try (RawClient client = gate.client()) {
            client.join();
            assertThat(client.send(hex).rest()).isEmpty();
        }
        assertThat(gate.seen()).startsWith("connect");
        assertThat(gate.seen()).isEqualTo("closed");
    }

    @Test
    void theLongestFrameIsTaken() throws Exception {
        try (RawClient client = gate.client()) {
            client.join();
            byte[] data = new byte[0xfffff - 8 - 4 - 4 - 4 - 4];
            byte[] frame = RawClient.frame(1, new Request.SetData(Znode.of("/foo"), data, -1));
            assertThat(frame).hasSize(4 + 0xfffff);
            assertThat(client.send(frame).header())
                    .isEqualTo(new ReplyHeader(1, FakeRequestHandler.ZXID, 0));
        }
    }

    @Test
    void anUndecodableBodyIsRefusedAndTheConnectionGoesOn() throws Exception {
        try (RawClient client = gate.client()) {
            client.join();
            client.send("0000000c 00000001 00000004 00000005"); // path beyond the end
            assertThat(client.header()).isEqualTo(new ReplyHeader(1, FakeRequestHandler.ZXID, -5));
            client.send("0000000d 00000002 00000004 ffffffff 00"); // null path
            assertThat(client.header().error()).isEqualTo(-5);
            client.send(
                    "00000014 00000003 00000004 00000004 2f666f6f 00 aabbcc"); // bytes behind the
            // record
            assertThat(client.header()).isEqualTo(new ReplyHeader(3, FakeRequestHandler.ZXID, 0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 13, 20, 23, 99, 108, -1, -10, Integer.MIN_VALUE})
    void anUnknownOperationIsAnsweredAndEndsTheConnection(int op) throws Exception {
        try (RawClient client = gate.client()) {
            client.join();
            byte[] frame = new JuteWriter().int32(8).int32(29).int32(op).toByteArray();
            assertThat(client.send(frame).header()).isEqualTo(new ReplyHeader(29, -1, -6));
            assertThat(client.rest()).isEmpty();
        }
        assertThat(gate.seen()).startsWith("connect");
        assertThat(gate.seen()).isEqualTo("closed");
    }

    @Test
    void aSecondConnectRequestIsARequestLikeAnyOther() throws Exception {
        try (RawClient client = gate.client()) {
            client.join();
            client.send(
                    "0000002d 00000000 0000006300000000 00007530 0000000000000000 00000010 00000000000000000000000000000000 00");
            assertThat(client.header()).isEqualTo(new ReplyHeader(0, -1, -6));
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void repliesGivenBeforeARefusalStillLeave() throws Exception {
        try (RawClient client = gate.client()) {
            client.join();
            JuteWriter both = new JuteWriter();
            byte[] ping = RawClient.frame(-2, new Request.Ping());
            both.raw(ping, 0, ping.length).int32(-1);
            client.send(both.toByteArray());
            assertThat(client.header().xid()).isEqualTo(-2);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void whatFollowsACloseIsDropped() throws Exception {
        gate.handler.holdWrites = true;
        try (RawClient client = gate.client()) {
            client.join();
            client.send(28, new Request.CloseSession())
                    .send(29, new Request.GetData(Znode.of("/foo"), false));
            assertThat(gate.seen()).startsWith("connect");
            assertThat(gate.seen()).isEqualTo("write " + OpCode.CLOSE_SESSION + " 28 0");
            gate.runOnLoop(gate.handler::release);
            assertThat(client.header()).isEqualTo(new ReplyHeader(28, FakeRequestHandler.ZXID, 0));
            assertThat(client.rest()).isEmpty();
            assertThat(gate.handler.seen).isEmpty();
        }
        gate.handler.holdWrites = false;
    }

    @Test
    void aMistakeOfOursCostsTheConnectionOnly() throws Exception {
        try (RawClient client = gate.client()) {
            client.join();
            assertThat(client.send(1, new Request.GetAllChildrenNumber(Znode.ROOT)).rest())
                    .isEmpty();
        }
        assertThat(gate.seen()).startsWith("connect");
        assertThat(gate.seen()).isEqualTo("GetAllChildrenNumber 1");
        assertThat(gate.seen()).isEqualTo("closed");
    }

    @Test
    void aSaslPacketWithoutTokenEndsTheConnection() throws Exception {
        try (RawClient client = gate.client()) {
            client.join();
            assertThat(client.send(5, new Request.Sasl(null)).rest()).isEmpty();
        }
    }

    @Test
    void authenticationGoesAroundTheOrder() throws Exception {
        gate.handler.holdWrites = true;
        try (RawClient client = gate.client()) {
            client.join();
            client.send(1, new Request.Delete(Znode.of("/foo"), -1));
            client.send(-4, new Request.Auth("digest", "u:p".getBytes(StandardCharsets.UTF_8)));
            assertThat(client.header()).isEqualTo(new ReplyHeader(-4, 0, 0));
            client.send(2, new Request.Sasl(new byte[0]));
            assertThat(client.frame())
                    .asHexString()
                    .isEqualTo("00000002000000000000000000000000FFFFFFFF");
            gate.runOnLoop(gate.handler::release);
            assertThat(client.header().xid()).isEqualTo(1);
            client.send(77, new Request.Ping());
            assertThat(client.header().xid()).as("every ping is answered as -2").isEqualTo(-2);
            client.send("0000000c fffffffc 00000064 00000000"); // an auth packet without its scheme
            assertThat(client.rest()).isEmpty();
        }
        gate.handler.holdWrites = false;
    }
}
