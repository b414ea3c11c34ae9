package io.quorate.conformance.robustness;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.EnsembleUnderTest;
import io.quorate.bench.FourLetterClient;
import io.quorate.bench.JuteOut;
import io.quorate.bench.ProcessFacts;
import io.quorate.bench.Product;
import io.quorate.bench.ServerUnderTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Strangers that speak multi-paxos and the election basic, with wrong words: they are sent away,
 * the term goes on, and nothing of them stays. What is no word of any protocol is {@link
 * HostilePeersTest}'s. Source: spec multi-paxos section 9, election-basic section 2.
 */
@Timeout(300)
class HostileAcceptorsTest {
    private static final int ROUNDS = 3;
    private static final int LAST_ANSWER_MILLIS = 60_000;
    private static final int CLAIMS = 20;

    /** All together they last longer than a young term is spared. */
    private static final int CLAIM_PAUSE_MILLIS = 150;

    private static final int CONNECTIONS = 2_000;
    private static final int FLOOD_BYTES = 64 << 20;
    private static final long GROWN_BYTES_MAX = 400L << 20;

    private static final int MAGIC = 0x4d505831;
    private static final long BASIC_MAGIC = 0xFF51_4241_5349_4300L;
    private static final int EPOCH_MAX = Integer.MAX_VALUE;

    @TempDir Path directory;

    private EnsembleUnderTest ensemble;
    private long leader;

    @BeforeEach
    void start() throws IOException {
        ensemble =
                new EnsembleUnderTest(
                        directory,
                        Collections.nCopies(
                                3,
                                Product.quorate(
                                        Map.of(
                                                "quorate.consensus",
                                                "multi-paxos",
                                                "quorate.election",
                                                "basic"))),
                        Set.of(),
                        (id, spec) -> spec.with("tickTime", 200));
        ensemble.start();
        leader = ensemble.awaitLeader();
    }

    @AfterEach
    void stop() throws IOException {
        ensemble.close();
    }

    private int quorumPort() {
        return Integer.parseInt(ensemble.member(leader).split(":")[1]);
    }

    private int electionPort(long id) {
        return Integer.parseInt(ensemble.member(id).split(":")[2]);
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }

    private static byte[] preamble(int version, long cluster, long server) {
        byte[] fields =
                new JuteOut()
                        .int32(MAGIC)
                        .raw(new byte[] {(byte) version})
                        .int64(cluster)
                        .int64(server)
                        .bytes();
        return new JuteOut().raw(fields).int32(checksum(fields)).bytes();
    }

    private static byte[] frame(int version, int type, JuteOut fields) {
        byte[] body =
                new JuteOut()
                        .raw(new byte[] {(byte) version, (byte) type})
                        .raw(fields.bytes())
                        .bytes();
        return new JuteOut().int32(body.length + 4).int32(checksum(body)).raw(body).bytes();
    }

    private static byte[] hello(long promised) {
        return frame(
                1,
                1,
                new JuteOut().raw(new byte[1]).int64(promised).int64(Long.MIN_VALUE).int64(0));
    }

    private static byte[] promise(long epoch, long accepted, long last) {
        return frame(
                1,
                3,
                new JuteOut()
                        .int64(epoch)
                        .int64(accepted)
                        .int64(last)
                        .int64(0)
                        .raw(new byte[] {1, 1}));
    }

    private static byte[] vote(long name, long epoch) {
        byte[] address = "127.0.0.1:1".getBytes(US_ASCII);
        return new JuteOut()
                .int64(BASIC_MAGIC | 1)
                .int64(name)
                .int32(address.length)
                .raw(address)
                .int32(49)
                .raw(new byte[] {1})
                .int64(1)
                .int64(name)
                .int64(Long.MAX_VALUE)
                .int64(epoch)
                .int64(1)
                .int64(0)
                .bytes();
    }

    private static byte[] join(byte[]... parts) {
        JuteOut all = new JuteOut();
        for (byte[] part : parts) {
            all.raw(part);
        }
        return all.bytes();
    }

    private static Map<String, byte[]> refused() {
        byte[] known = preamble(1, 0, 7);
        byte[] damaged = known.clone();
        damaged[20]++;
        JuteOut nothing = new JuteOut();
        Map<String, byte[]> cases = new LinkedHashMap<>();
        cases.put("damaged preamble", damaged);
        cases.put("preamble of another version", preamble(9, 0, 7));
        cases.put("another cluster", preamble(1, 77, 7));
        cases.put("the name of the leader's own place", preamble(1, 0, Long.MIN_VALUE));
        cases.put(
                "largest frame",
                join(known, new JuteOut().int32(Integer.MAX_VALUE).int32(0).bytes()));
        cases.put("negative frame", join(known, new JuteOut().int32(-5).int32(0).bytes()));
        cases.put("frame of another version", join(known, frame(7, 1, nothing)));
        cases.put("unknown type", join(known, frame(1, 99, nothing)));
        cases.put("short message", join(known, frame(1, 1, nothing)));
        cases.put("promised epoch of Long.MAX_VALUE", join(known, hello(Long.MAX_VALUE)));
        cases.put("negative epoch", join(known, hello(-1)));
        cases.put("two introductions", join(known, hello(0), hello(0)));
        cases.put("word before the introduction", join(known, promise(1, 1, 1)));
        cases.put("promise of another ballot", join(known, hello(0), promise(EPOCH_MAX, 0, 0)));
        cases.put(
                "history of the last epoch, accepted before it is sent",
                join(known, hello(0), frame(1, 14, new JuteOut().int64(Long.MAX_VALUE))));
        cases.put(
                "answer to no beat, of very many sessions",
                join(
                        known,
                        hello(0),
                        frame(
                                1,
                                21,
                                new JuteOut()
                                        .int64(1)
                                        .int64(1)
                                        .raw(new byte[1])
                                        .int32(Integer.MAX_VALUE))));
        cases.put(
                "write with a body of any length",
                join(
                        known,
                        hello(0),
                        frame(
                                1,
                                22,
                                new JuteOut()
                                        .int64(1)
                                        .int32(1)
                                        .int32(1)
                                        .int32(Integer.MAX_VALUE))));
        cases.put("piece of a tree nobody fetches", join(known, hello(0), frame(1, 11, nothing)));
        cases.put("answer to no probe", join(known, hello(0), frame(1, 8, new JuteOut().int64(5))));
        cases.put(
                "Nack without end",
                join(known, hello(0), frame(1, 4, new JuteOut().int64(EPOCH_MAX).int32(-1))));
        return cases;
    }

    @Test
    void wrongWordsEndTheirLinkAndNothingElse() throws Exception {
        int term = epoch();
        try (Canary canary = new Canary(ensemble.server(leader % 3 + 1).port())) {
            for (int round = 0; round < ROUNDS; round++) {
                for (Map.Entry<String, byte[]> each : refused().entrySet()) {
                    try (Socket stranger = dial(quorumPort())) {
                        stranger.getOutputStream().write(each.getValue());
                        expectEnd(stranger, each.getKey());
                    }
                }
            }
            assertThat(canary.rest()).isPositive();
        }
        assertUnchanged(term);
    }

    /** After the preamble, after the introduction, and after a promise that nothing follows. */
    @Test
    void whoStopsSpeakingDoesNotStay() throws Exception {
        int term = epoch();
        List<byte[]> beginnings =
                List.of(
                        preamble(1, 0, 7),
                        join(preamble(1, 0, 7), hello(0)),
                        join(preamble(1, 0, 7), hello(0), promise(term, 0, 0)));
        try (Canary canary = new Canary(ensemble.server(leader % 3 + 1).port())) {
            for (byte[] beginning : beginnings) {
                try (Socket stranger = dial(quorumPort())) {
                    stranger.getOutputStream().write(beginning);
                    expectEnd(stranger, "a learner that stops speaking");
                }
            }
            assertThat(canary.rest()).isPositive();
        }
        assertUnchanged(term);
    }

    /** A stranger who calls himself a voter that is away, or one that is there. */
    @Test
    void claimsOfHigherBallotsEndNoTerm() throws Exception {
        long away = leader % 3 + 1;
        long here = away % 3 + 1;
        List<Socket> claims = new ArrayList<>();
        ensemble.server(away).kill();
        int term = epoch();
        try (Canary canary = new Canary(ensemble.server(leader).port())) {
            for (int round = 1; round <= CLAIMS; round++) {
                for (long name : new long[] {away, here}) {
                    for (long claimed : new long[] {term + round, 1L << 20, EPOCH_MAX}) {
                        claims.add(say(quorumPort(), join(preamble(1, 0, name), hello(claimed))));
                    }
                    claims.add(
                            say(
                                    quorumPort(),
                                    join(
                                            preamble(1, 0, name),
                                            hello(0),
                                            frame(
                                                    1,
                                                    4,
                                                    new JuteOut()
                                                            .int64(EPOCH_MAX)
                                                            .int32(Integer.MAX_VALUE)))));
                }
                claims.add(say(electionPort(here), vote(away, term + round)));
                claims.add(say(electionPort(here), vote(away, EPOCH_MAX)));
                Thread.sleep(CLAIM_PAUSE_MILLIS);
            }
            assertThat(canary.rest()).isPositive();
        } finally {
            for (Socket each : claims) {
                each.close();
            }
        }
        ensemble.server(away).start();
        assertThat(ensemble.mode(away)).isEqualTo("follower");
        assertUnchanged(term);
    }

    /** Links that come and go, and words that come faster than they can be answered. */
    @Test
    void floodsLeaveNothingBehind() throws Exception {
        int term = epoch();
        ServerUnderTest flooded = ensemble.server(leader);
        Counts before = Counts.of(flooded);
        long bytes = ProcessFacts.residentBytes(flooded.pid());
        byte[] introduced = join(preamble(1, 0, 7), hello(0));
        try (Canary canary = new Canary(ensemble.server(leader % 3 + 1).port())) {
            for (int at = 0; at < CONNECTIONS; at++) {
                try (Socket stranger = dial(at % 2 == 0 ? quorumPort() : electionPort(leader))) {
                    stranger.getOutputStream().write(at % 2 == 0 ? introduced : vote(at, 1));
                }
            }
            flood(quorumPort(), introduced, frame(1, 23, new JuteOut().int64(1)));
            flood(
                    quorumPort(),
                    join(introduced, promise(term, 0, 0)),
                    frame(1, 14, new JuteOut().int64((long) term << 32)));
            flood(electionPort(leader), vote(7, 1), question());
            assertThat(canary.rest()).isPositive();
        }
        assertUnchanged(term);
        before.awaitOn(flooded);
        assertThat(ProcessFacts.residentBytes(flooded.pid()) - bytes).isLessThan(GROWN_BYTES_MAX);
    }

    private static byte[] question() {
        byte[] whole = vote(7, 1);
        int handshake = whole.length - 53;
        byte[] question = new byte[53];
        System.arraycopy(whole, handshake, question, 0, question.length);
        return question;
    }

    /**
     * Says one word again and again without listening, until it is sent away or has said enough.
     */
    private static void flood(int port, byte[] beginning, byte[] word) throws IOException {
        byte[] many = new byte[word.length * 1_000];
        for (int at = 0; at < many.length; at += word.length) {
            System.arraycopy(word, 0, many, at, word.length);
        }
        try (Socket stranger = dial(port)) {
            OutputStream out = stranger.getOutputStream();
            out.write(beginning);
            for (int sent = 0; sent < FLOOD_BYTES; sent += many.length) {
                out.write(many);
            }
        } catch (SocketException sentAway) {
            // as it should be
        }
    }

    private void assertUnchanged(int term) throws IOException {
        assertThat(ensemble.leader()).as("leads as before").isEqualTo(leader);
        assertThat(epoch()).isEqualTo(term);
        for (long id = 1; id <= ensemble.size(); id++) {
            assertThat(ensemble.server(id).alive()).isTrue();
            assertThat(ensemble.server(id).log()).doesNotContain("ERROR", "Exception");
        }
    }

    private int epoch() throws IOException {
        String[] words =
                FourLetterClient.ask(ensemble.server(leader).port(), "srvr").split("Zxid: ");
        return (int) (Long.decode(words[1].split("\n")[0].strip()) >> 32);
    }

    private static Socket say(int port, byte[] what) throws IOException {
        Socket socket = dial(port);
        socket.getOutputStream().write(what);
        return socket;
    }

    private static Socket dial(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(LAST_ANSWER_MILLIS);
        return socket;
    }

    /** Whatever the server says first, it closes the connection. */
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
