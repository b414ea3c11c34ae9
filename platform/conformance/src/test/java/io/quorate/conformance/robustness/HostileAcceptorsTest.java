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

    /** Five seconds: on a machine that has little time for a flooded server, too. */
    private static final int SYNC_TICKS = 25;

    private static final int CONNECTIONS = 2_000;
    private static final int FLOOD_BYTES = 64 << 20;
    private static final long GROWN_BYTES_MAX = 400L << 20;

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
                        (id, spec) ->
                                spec.with("tickTime", 200)
                                        .with("syncLimit", SYNC_TICKS)
                                        .with("maxSessionTimeout", 30_000));
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
        byte[] known = PaxosStranger.preamble(1, 0, 7);
        byte[] damaged = known.clone();
        damaged[20]++;
        JuteOut nothing = new JuteOut();
        Map<String, byte[]> cases = new LinkedHashMap<>();
        cases.put("damaged preamble", damaged);
        cases.put("preamble of another version", PaxosStranger.preamble(9, 0, 7));
        cases.put("another cluster", PaxosStranger.preamble(1, 77, 7));
        cases.put(
                "the name of the leader's own place", PaxosStranger.preamble(1, 0, Long.MIN_VALUE));
        cases.put(
                "largest frame",
                join(known, new JuteOut().int32(Integer.MAX_VALUE).int32(0).bytes()));
        cases.put("negative frame", join(known, new JuteOut().int32(-5).int32(0).bytes()));
        cases.put("frame of another version", join(known, PaxosStranger.frame(7, 1, nothing)));
        cases.put("unknown type", join(known, PaxosStranger.frame(1, 99, nothing)));
        cases.put("short message", join(known, PaxosStranger.frame(1, 1, nothing)));
        cases.put(
                "promised epoch of Long.MAX_VALUE",
                join(known, PaxosStranger.hello(false, Long.MAX_VALUE)));
        cases.put("negative epoch", join(known, PaxosStranger.hello(false, -1)));
        cases.put(
                "two introductions",
                join(known, PaxosStranger.hello(false, 0), PaxosStranger.hello(false, 0)));
        cases.put(
                "word before the introduction",
                join(known, PaxosStranger.promise(1, 1, 1, 0, true)));
        cases.put(
                "promise of another ballot",
                join(
                        known,
                        PaxosStranger.hello(false, 0),
                        PaxosStranger.promise(EPOCH_MAX, 0, 0, 0, true)));
        cases.put(
                "history of the last epoch, accepted before it is sent",
                join(
                        known,
                        PaxosStranger.hello(false, 0),
                        PaxosStranger.frame(1, 14, new JuteOut().int64(Long.MAX_VALUE))));
        cases.put(
                "answer to no beat, of very many sessions",
                join(
                        known,
                        PaxosStranger.hello(false, 0),
                        PaxosStranger.frame(
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
                        PaxosStranger.hello(false, 0),
                        PaxosStranger.frame(
                                1,
                                22,
                                new JuteOut()
                                        .int64(1)
                                        .int32(1)
                                        .int32(1)
                                        .int32(Integer.MAX_VALUE))));
        cases.put(
                "piece of a tree nobody fetches",
                join(known, PaxosStranger.hello(false, 0), PaxosStranger.frame(1, 11, nothing)));
        cases.put(
                "answer to no probe",
                join(
                        known,
                        PaxosStranger.hello(false, 0),
                        PaxosStranger.frame(1, 8, new JuteOut().int64(5))));
        cases.put(
                "Nack without end",
                join(
                        known,
                        PaxosStranger.hello(false, 0),
                        PaxosStranger.frame(1, 4, new JuteOut().int64(EPOCH_MAX).int32(-1))));
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
                        PaxosStranger.preamble(1, 0, 7),
                        join(PaxosStranger.preamble(1, 0, 7), PaxosStranger.hello(false, 0)),
                        join(
                                PaxosStranger.preamble(1, 0, 7),
                                PaxosStranger.hello(false, 0),
                                PaxosStranger.promise(term, 0, 0, 0, true)));
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
                        claims.add(
                                say(
                                        quorumPort(),
                                        join(
                                                PaxosStranger.preamble(1, 0, name),
                                                PaxosStranger.hello(false, claimed))));
                    }
                    claims.add(
                            say(
                                    quorumPort(),
                                    join(
                                            PaxosStranger.preamble(1, 0, name),
                                            PaxosStranger.hello(false, 0),
                                            PaxosStranger.frame(
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

    /** Of a log that nobody can have, in the ballot of this term. */
    @Test
    void positionsThatCannotBeHaltNobody() throws Exception {
        int term = epoch();
        long[] odd = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1, (long) term << 32 | 0xffff_ffffL};
        try (Canary canary = new Canary(ensemble.server(leader % 3 + 1).port())) {
            for (long last : odd) {
                for (long chosen : odd) {
                    try (PaxosStranger stranger = new PaxosStranger(quorumPort(), 7, last < 0)) {
                        stranger.await(PaxosStranger.PREPARE);
                        stranger.say(PaxosStranger.promise(term, 0, last, chosen, false));
                        stranger.say(PaxosStranger.PROBED, new JuteOut().int64(chosen));
                        stranger.say(PaxosStranger.PROBED, new JuteOut().int64(Long.MIN_VALUE));
                        stranger.awaitEnd();
                    } catch (IOException sentAway) {
                        // as it may be
                    }
                }
            }
            assertThat(canary.rest()).isPositive();
        }
        assertUnchanged(term);
    }

    /** One that has taken its place as an observer, and then says what no server says. */
    @Test
    void whoIsInStepHaltsNobody() throws Exception {
        int term = epoch();
        List<byte[]> attacks = new ArrayList<>();
        for (int opcode : new int[] {0, -1, 1, 5, 14, 16, 100, 107, -10, -11, Integer.MAX_VALUE}) {
            for (byte[] body : new byte[][] {{}, {1, 2, 3}, new byte[64], new byte[100_000]}) {
                attacks.add(
                        PaxosStranger.frame(
                                1,
                                PaxosStranger.SUBMIT,
                                new JuteOut()
                                        .int64(77)
                                        .int32(1)
                                        .int32(opcode)
                                        .int32(body.length)
                                        .raw(body)
                                        .int32(0)));
            }
        }
        for (long session : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            for (int timeout : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
                attacks.add(
                        PaxosStranger.frame(
                                1,
                                PaxosStranger.REVALIDATE,
                                new JuteOut().int64(1).int64(session).int32(timeout)));
                attacks.add(
                        PaxosStranger.frame(
                                1,
                                PaxosStranger.BEAT_ANSWER,
                                new JuteOut()
                                        .int64(1)
                                        .int64(Long.MIN_VALUE)
                                        .raw((byte) 1)
                                        .int32(1)
                                        .int64(session)
                                        .int32(timeout)));
            }
        }
        for (long upTo : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, (long) term << 32}) {
            attacks.add(PaxosStranger.frame(1, PaxosStranger.ACCEPTED, new JuteOut().int64(upTo)));
        }
        try (Canary canary = new Canary(ensemble.server(leader % 3 + 1).port())) {
            for (byte[] attack : attacks) {
                try (PaxosStranger stranger = new PaxosStranger(quorumPort(), 7, true)) {
                    stranger.join(term);
                    try {
                        stranger.say(attack);
                        stranger.say(attack);
                        stranger.say(PaxosStranger.SYNC, new JuteOut().int64(1));
                        stranger.await(PaxosStranger.SYNC + 1);
                    } catch (IOException sentAway) {
                        // as it may be
                    }
                }
            }
            assertThat(canary.rest()).isPositive();
        }
        assertUnchanged(term);
    }

    /** Links that come and go, and words that come faster than they can be answered. */
    @Test
    void floodsLeaveNothingBehind() throws Exception {
        int term = epoch();
        ServerUnderTest flooded = ensemble.server(leader);
        Counts before = Counts.of(flooded);
        long bytes = ProcessFacts.residentBytes(flooded.pid());
        byte[] introduced = join(PaxosStranger.preamble(1, 0, 7), PaxosStranger.hello(false, 0));
        try (Canary canary = new Canary(ensemble.server(leader % 3 + 1).port())) {
            for (int at = 0; at < CONNECTIONS; at++) {
                try (Socket stranger = dial(at % 2 == 0 ? quorumPort() : electionPort(leader))) {
                    stranger.getOutputStream().write(at % 2 == 0 ? introduced : vote(at, 1));
                }
            }
            flood(quorumPort(), introduced, PaxosStranger.frame(1, 23, new JuteOut().int64(1)));
            flood(
                    quorumPort(),
                    join(introduced, PaxosStranger.promise(term, 0, 0, 0, true)),
                    PaxosStranger.frame(1, 14, new JuteOut().int64((long) term << 32)));
            flood(electionPort(leader), vote(7, 1), question());
            assertThat(canary.rest()).isPositive();
        }
        assertUnchanged(term);
        before.awaitOn(flooded);
        assertThat(ProcessFacts.residentBytes(flooded.pid()) - bytes).isLessThan(GROWN_BYTES_MAX);
    }

    /**
     * Observers that are in step and say one word without a pause. Each is answered at once, the
     * first one under the lease, so nothing slows them but the turns of the leader's loop. The one
     * that takes no answers does not make the leader keep them.
     */
    @Test
    void whoIsInStepAndFloodsHaltsNobody() throws Exception {
        int term = epoch();
        ServerUnderTest flooded = ensemble.server(leader);
        long bytes = ProcessFacts.residentBytes(flooded.pid());
        byte[] sync = PaxosStranger.frame(1, PaxosStranger.SYNC, new JuteOut().int64(1));
        byte[] revalidate =
                PaxosStranger.frame(
                        1, PaxosStranger.REVALIDATE, new JuteOut().int64(1).int64(7).int32(1_000));
        try (Canary canary = new Canary(ensemble.server(leader % 3 + 1).port())) {
            for (byte[] word : new byte[][] {sync, revalidate}) {
                for (boolean listens : new boolean[] {true, false}) {
                    try (PaxosStranger stranger = new PaxosStranger(quorumPort(), 7, true)) {
                        stranger.join(term);
                        if (listens) {
                            Thread.ofPlatform().daemon().start(stranger::listen);
                        }
                        flood(stranger.out(), word);
                    } catch (IOException sentAway) {
                        // as it may be
                    }
                    assertThat(ensemble.leader()).as("leads as before").isEqualTo(leader);
                }
            }
            assertThat(canary.rest()).isPositive();
        }
        assertUnchanged(term);
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
        try (Socket stranger = dial(port)) {
            OutputStream out = stranger.getOutputStream();
            out.write(beginning);
            flood(out, word);
        } catch (SocketException sentAway) {
            // as it should be
        }
    }

    private static void flood(OutputStream out, byte[] word) throws IOException {
        byte[] many = new byte[word.length * 1_000];
        for (int at = 0; at < many.length; at += word.length) {
            System.arraycopy(word, 0, many, at, word.length);
        }
        for (int sent = 0; sent < FLOOD_BYTES; sent += many.length) {
            out.write(many);
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
