package io.quorate.conformance.robustness;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.EnsembleUnderTest;
import io.quorate.bench.FourLetterClient;
import io.quorate.bench.JuteOut;
import io.quorate.bench.ServerUnderTest;
import io.quorate.conformance.Subject;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Strangers on the ports between servers: they are sent away, and the ensemble goes on. */
@ForEveryAssembly
@Requires(Requirement.PEERS)
@Timeout(180)
class HostilePeersTest {
    private static final int ROUNDS = 5;
    private static final int SILENT = 150;
    private static final int LAST_ANSWER_MILLIS = 30_000;
    private static final int CLAIMS = 20;

    /** All together they last longer than a young term is spared. */
    private static final int CLAIM_PAUSE_MILLIS = 150;

    @TempDir Path directory;

    private EnsembleUnderTest ensemble;
    private long leader;

    @BeforeEach
    void start() throws IOException {
        ensemble =
                new EnsembleUnderTest(
                        directory,
                        Collections.nCopies(3, Subject.product()),
                        Set.of(),
                        (id, spec) -> spec.with("tickTime", 200));
        ensemble.start();
        leader = ensemble.awaitLeader();
    }

    @AfterEach
    void stop() throws IOException {
        ensemble.close();
    }

    private static Map<String, byte[]> nonsense() {
        byte[] noise = new byte[70_000];
        new Random(7).nextBytes(noise);
        noise[0] = 1; // a number no packet and no handshake begins with
        Map<String, byte[]> cases = new LinkedHashMap<>();
        cases.put("HTTP", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
        cases.put(
                "TLS client hello",
                HexFormat.of().parseHex("16030100c8010000c40303" + "ab".repeat(190)));
        cases.put("noise", noise);
        // An introduction (type 11) whose data is longer, or shorter, than anything can be.
        cases.put(
                "largest length",
                new JuteOut().int32(11).int64(0).int32(Integer.MAX_VALUE).bytes());
        cases.put("negative length", new JuteOut().int32(11).int64(0).int32(-7).bytes());
        // The first words of an election handshake, then an address without end.
        cases.put(
                "endless address",
                new JuteOut().int64(-65536).int64(9).int32(Integer.MAX_VALUE).bytes());
        cases.put("negative address", new JuteOut().int64(-65536).int64(9).int32(-1).bytes());
        return cases;
    }

    /** Election port of each server, quorum port of the leader. */
    private List<Integer> ports() {
        List<Integer> ports = new ArrayList<>();
        ports.add(Integer.parseInt(ensemble.member(leader).split(":")[1]));
        for (long id = 1; id <= ensemble.size(); id++) {
            ports.add(Integer.parseInt(ensemble.member(id).split(":")[2]));
        }
        return ports;
    }

    private List<Counts> counts() throws IOException {
        List<Counts> counts = new ArrayList<>();
        for (ServerUnderTest server : ensemble.servers()) {
            counts.add(Counts.of(server));
        }
        return counts;
    }

    private void awaitAsBefore(List<Counts> before) throws IOException {
        for (int at = 0; at < before.size(); at++) {
            before.get(at).awaitOn(ensemble.servers().get(at));
        }
        assertThat(ensemble.leader()).as("leads as before").isEqualTo(leader);
    }

    @Test
    void nonsenseIsSentAwayAndTheEnsembleGoesOn() throws Exception {
        List<Counts> before = counts();
        try (Canary canary = new Canary(ensemble.server(leader % 3 + 1).port())) {
            for (int round = 0; round < ROUNDS; round++) {
                for (int port : ports()) {
                    for (Map.Entry<String, byte[]> each : nonsense().entrySet()) {
                        try (Socket stranger = dial(port)) {
                            stranger.getOutputStream().write(each.getValue());
                            expectEnd(stranger, each.getKey() + " on port " + port);
                        }
                    }
                }
            }
            assertThat(canary.rest()).isPositive();
        }
        awaitAsBefore(before);
    }

    @Test
    void whoSaysNothingDoesNotStayAndKeepsNobodyOut() throws Exception {
        List<Counts> before = counts();
        List<Socket> silent = new ArrayList<>();
        try (Canary canary = new Canary(ensemble.server(leader % 3 + 1).port())) {
            for (int port : ports()) {
                for (int n = 0; n < SILENT; n++) {
                    silent.add(dial(port));
                }
            }
            for (Socket each : silent) {
                expectEnd(each, "a silent connection");
            }
            assertThat(canary.rest()).isPositive();
        } finally {
            for (Socket each : silent) {
                each.close();
            }
        }
        awaitAsBefore(before);
        // Whoever belongs here finds its way in.
        long follower = leader % 3 + 1;
        ensemble.server(follower).kill();
        ensemble.server(follower).start();
        assertThat(ensemble.mode(follower)).isEqualTo("follower");
    }

    /**
     * A stranger who calls himself a follower that is away, or one that is there, claims later and
     * later epochs where servers follow, and votes with them where they elect.
     */
    @Test
    void claimsOfLaterEpochsEndNoTerm() throws Exception {
        long away = leader % 3 + 1;
        long here = away % 3 + 1;
        List<Socket> claims = new ArrayList<>();
        ensemble.server(away).kill();
        int term = epoch();
        try (Canary canary = new Canary(ensemble.server(leader).port())) {
            for (int round = 1; round <= CLAIMS; round++) {
                for (long name : new long[] {away, here}) {
                    for (long claimed : new long[] {term + round, 1L << 20, Integer.MAX_VALUE}) {
                        claims.add(say(ports().getFirst(), introduction(name, claimed)));
                    }
                }
                claims.add(say(electionPort(here), vote(away, term + round)));
                claims.add(say(electionPort(here), vote(away, Integer.MAX_VALUE)));
                Thread.sleep(CLAIM_PAUSE_MILLIS);
            }
            assertThat(canary.rest()).isPositive();
        } finally {
            for (Socket each : claims) {
                each.close();
            }
        }
        assertThat(ensemble.leader()).as("leads as before").isEqualTo(leader);
        assertThat(epoch()).isEqualTo(term);
        ensemble.server(away).start();
        assertThat(ensemble.mode(away)).isEqualTo("follower");
        assertThat(epoch()).isEqualTo(term);
    }

    private int epoch() throws IOException {
        String[] words =
                FourLetterClient.ask(ensemble.server(leader).port(), "srvr").split("Zxid: ");
        return (int) (Long.decode(words[1].split("\n")[0].strip()) >> 32);
    }

    private int electionPort(long id) {
        return Integer.parseInt(ensemble.member(id).split(":")[2]);
    }

    private static Socket say(int port, JuteOut what) throws IOException {
        Socket socket = dial(port);
        socket.getOutputStream().write(what.bytes());
        return socket;
    }

    /** The first packet of a follower that has promised an epoch. */
    private static JuteOut introduction(long name, long epoch) {
        return new JuteOut()
                .int32(11)
                .int64(epoch << 32)
                .int32(20)
                .int64(name)
                .int32(0x10000)
                .int64(0)
                .int32(-1);
    }

    /** A handshake of the election port and a vote for itself behind it. */
    private static JuteOut vote(long name, long epoch) {
        String address = "127.0.0.1:1";
        return new JuteOut()
                .int64(-65536)
                .int64(name)
                .int32(address.length())
                .raw(address.getBytes(US_ASCII))
                .int32(44)
                .int32(0)
                .int64(name)
                .int64(epoch << 32)
                .int64(Long.MAX_VALUE)
                .int64(epoch)
                .int32(2)
                .int32(0);
    }

    private static Socket dial(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(LAST_ANSWER_MILLIS);
        return socket;
    }

    /** Whatever the server says of itself first, it closes the connection. */
    private static void expectEnd(Socket stranger, String what) throws IOException {
        byte[] said = new byte[4096];
        try {
            while (stranger.getInputStream().read(said) >= 0) {
                // goes on until the end
            }
        } catch (SocketTimeoutException open) {
            throw new AssertionError(what + " was not closed", open);
        } catch (SocketException reset) {
            // closed as well
        }
    }
}
