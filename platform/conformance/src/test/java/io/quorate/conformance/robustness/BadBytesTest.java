package io.quorate.conformance.robustness;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.JuteOut;
import io.quorate.bench.OpCode;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.conformance.RunningServer;
import io.quorate.testkit.matrix.ForEveryAssembly;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bytes that are no protocol, on fresh connections and on established sessions. */
@ForEveryAssembly
@Timeout(120)
class BadBytesTest {
    private static final int ROUNDS = 20;

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.with(spec -> spec.with("tickTime", 200));

    private static Map<String, byte[]> closedAtOnce() {
        Random random = new Random(7);
        byte[] noise = new byte[5000];
        random.nextBytes(noise);
        noise[0] = (byte) 0x80; // a negative length, whatever follows
        byte[] connect = Requests.connect(0, 1000, 0, RawSession.NO_PASSWORD);
        Map<String, byte[]> cases = new LinkedHashMap<>();
        cases.put("length -1", new JuteOut().int32(-1).bytes());
        cases.put("smallest length", new JuteOut().int32(Integer.MIN_VALUE).bytes());
        cases.put("length one over the limit", new JuteOut().int32(0x100000).bytes());
        cases.put("largest length", new JuteOut().int32(Integer.MAX_VALUE).bytes());
        cases.put("noise", noise);
        cases.put(
                "HTTP",
                "GET /commands/ruok HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
        cases.put(
                "TLS client hello",
                HexFormat.of().parseHex("16030100c8010000c40303" + "ab".repeat(190)));
        cases.put("SSH", "SSH-2.0-OpenSSH_9.2\r\n".getBytes(US_ASCII));
        cases.put("unknown word", "abcd".getBytes(US_ASCII));
        cases.put(
                "short connect request",
                new JuteOut().buffer(Arrays.copyOfRange(connect, 4, 20)).bytes());
        cases.put(
                "connect request with a huge password",
                new JuteOut()
                        .int32(28)
                        .int32(0)
                        .int64(0)
                        .int32(1000)
                        .int64(0)
                        .int32(1 << 30)
                        .bytes());
        return cases;
    }

    @Test
    void strangersAreClosedAndNobodyElseNotices() throws Exception {
        Counts before = Counts.of(SERVER.server());
        try (Canary canary = new Canary(SERVER.port())) {
            for (int round = 0; round < ROUNDS; round++) {
                for (Map.Entry<String, byte[]> each : closedAtOnce().entrySet()) {
                    try (RawSession stranger = RawSession.dial(SERVER.port(), 10_000)) {
                        stranger.send(each.getValue());
                        expectEnd(stranger, each.getKey());
                    }
                }
            }
            assertThat(canary.rest()).isPositive();
        }
        before.awaitOn(SERVER.server());
    }

    @Test
    void brokenFramesEndASessionsConnectionOnly() throws Exception {
        Map<String, byte[]> cases = new LinkedHashMap<>();
        cases.put("length -1", new JuteOut().int32(-1).bytes());
        cases.put("length one over the limit", new JuteOut().int32(0x100000).bytes());
        cases.put("empty frame", new JuteOut().int32(0).bytes());
        cases.put("frame of seven bytes", new JuteOut().int32(7).raw(new byte[7]).bytes());
        cases.put("unknown opcode", Requests.header(1, 4711).frame());
        cases.put("internal opcode", Requests.header(1, OpCode.CHECK).string("/").int32(0).frame());
        Counts before = Counts.of(SERVER.server());
        for (Map.Entry<String, byte[]> each : cases.entrySet()) {
            try (RawSession session = RawSession.open(SERVER.port(), 1000)) {
                session.send(each.getValue());
                expectEnd(session, each.getKey());
                try (RawSession again = RawSession.dial(SERVER.port(), 10_000)) {
                    assertThat(again.handshake(0, 1000, session.sessionId(), session.password()))
                            .as("the session outlives " + each.getKey())
                            .isTrue();
                    again.call(Requests.close(1));
                }
            }
        }
        before.awaitOn(SERVER.server());
    }

    @Test
    void halfAFrameIsWaitedForAndTheSessionExpires() throws Exception {
        Counts before = Counts.of(SERVER.server());
        try (RawSession session = RawSession.open(SERVER.port(), 1000)) {
            session.send(Arrays.copyOf(Requests.create(1, "/half", null, 1), 20));
            expectEnd(session, "half a frame until the session expires");
        }
        before.awaitOn(SERVER.server());
    }

    private static void expectEnd(RawSession session, String what) throws IOException {
        try {
            while (true) {
                session.receive();
            }
        } catch (EOFException | SocketException expected) {
            // closed by the server
        } catch (SocketTimeoutException e) {
            throw new AssertionError("left open after " + what, e);
        }
    }
}
