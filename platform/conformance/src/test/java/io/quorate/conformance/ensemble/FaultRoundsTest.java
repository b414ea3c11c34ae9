package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.EnsembleUnderTest;
import io.quorate.bench.FourLetterClient;
import io.quorate.bench.JuteIn;
import io.quorate.bench.OpCode;
import io.quorate.bench.Product;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.bench.ServerSpec;
import io.quorate.bench.ServerUnderTest;
import io.quorate.testkit.sim.invariant.Linearizability;
import io.quorate.testkit.sim.invariant.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real servers under load while they are killed, stopped, paused, cut off from each other and
 * robbed of their disks. One seed is one round; a failure names it.
 */
class FaultRoundsTest {

    private static final int ROUNDS = Integer.getInteger("conformance.faults", 2);
    private static final long SEED = Long.getLong("conformance.seed", 1);
    private static final int CLIENTS = 4;
    private static final int STATES_MAX = 2_000_000;
    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final int FLAPS = 6;

    /** What may happen to an ensemble. */
    private enum Fault {
        KILL,
        KILL_LEADER,
        STOP_LEADER,
        STOP,
        PAUSE,
        PAUSE_LEADER,
        ISOLATE,
        ISOLATE_LEADER,
        CUT_PAIR,
        ONE_WAY,
        FLAP,
        EMPTY_DISK
    }

    @TempDir Path directory;

    private final List<HistoryClient> clients = new ArrayList<>();
    private EnsembleUnderTest ensemble;
    private PeerNetwork network;
    private final List<Long> paused = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void whatWasAcknowledgedIsKeptAndInOrder(int size) throws Exception {
        network = new PeerNetwork();
        try (PeerNetwork closed = network;
                EnsembleUnderTest running = ensemble(size)) {
            ensemble = running;
            running.start();
            int[] ports = running.servers().stream().mapToInt(ServerUnderTest::port).toArray();
            for (int number = 1; number <= CLIENTS; number++) {
                clients.add(new HistoryClient(number, ports, SEED * 31 + number));
            }
            Map<Fault, Integer> met = new TreeMap<>();
            for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
                List<Fault> faults = new ArrayList<>();
                try {
                    round(seed, faults);
                } catch (AssertionError | IOException e) {
                    throw new AssertionError(
                            size
                                    + " servers, "
                                    + faults
                                    + ", replay with -Dconformance.faults=1 -Dconformance.seed="
                                    + seed
                                    + ": "
                                    + e.getMessage(),
                            e);
                }
                faults.forEach(fault -> met.merge(fault, 1, Integer::sum));
            }
            System.out.println(size + " servers, " + ROUNDS + " rounds: " + met);
        } finally {
            clients.forEach(HistoryClient::close);
        }
    }

    private EnsembleUnderTest ensemble(int size) throws IOException {
        Map<Long, String> lines = new HashMap<>();
        EnsembleUnderTest made =
                new EnsembleUnderTest(
                        directory,
                        Collections.nCopies(size, Product.quorate()),
                        Set.of(),
                        (id, spec) -> specification(id, spec, size, lines));
        return made;
    }

    /** Every server reaches the others through the network of the test. */
    private ServerSpec specification(long id, ServerSpec spec, int size, Map<Long, String> lines) {
        try {
            if (lines.isEmpty()) {
                for (long to = 1; to <= size; to++) {
                    lines.put(to, spec.keys().get("server." + to));
                }
                for (long from = 1; from <= size; from++) {
                    for (long to = 1; to <= size; to++) {
                        if (from != to) {
                            String[] parts = lines.get(to).split(":");
                            network.connect(
                                    from,
                                    to,
                                    Integer.parseInt(parts[1]),
                                    Integer.parseInt(parts[2]));
                        }
                    }
                }
            }
            ServerSpec own = spec.with("tickTime", 500).with("maxSessionTimeout", 60_000);
            for (long to = 1; to <= size; to++) {
                own = own.with("server." + to, to == id ? lines.get(to) : network.line(id, to));
            }
            return own;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void round(long seed, List<Fault> done) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        String[] keys = {"/r" + seed + "a", "/r" + seed + "b"};
        List<Operation> history = new ArrayList<>();
        try (RawSession setUp = RawSession.open(ensemble.server(1).port(), 30_000)) {
            for (String key : keys) {
                assertThat(setUp.call(Requests.create(1, key, new byte[Long.BYTES], 0)))
                        .isIn(0, -110);
            }
            setUp.call(Requests.close(2));
        }
        clients.forEach(client -> client.begin(keys));
        pause(200 + random.nextInt(300));
        boolean second = random.nextInt(3) == 0;
        Fault first = Fault.values()[random.nextInt(Fault.values().length)];
        strike(first, random, done);
        if (second && first != Fault.EMPTY_DISK) {
            pause(random.nextInt(500));
            Fault another = Fault.values()[random.nextInt(Fault.values().length - 1)];
            strike(another, random, done);
        }
        pause(300 + random.nextInt(1700));
        calm();
        for (HistoryClient client : clients) {
            long before = client.acknowledged();
            long end = System.nanoTime() + CALM_NANOS;
            while (client.acknowledged() < before + 8 && client.faults().isEmpty()) {
                assertThat(System.nanoTime()).as("a client goes on").isLessThan(end);
                pause(5);
            }
        }
        for (HistoryClient client : clients) {
            client.finish();
            assertThat(client.faults()).isEmpty();
            history.addAll(client.history());
        }
        long number = 100;
        List<Map<String, String>> trees = new ArrayList<>();
        for (ServerUnderTest server : ensemble.servers()) {
            Map<String, String> tree = new TreeMap<>();
            try (RawSession reader = RawSession.open(server.port(), 30_000)) {
                for (String key : keys) {
                    history.add(read(reader, ++number, key, tree));
                }
                reader.call(Requests.close(99));
            }
            trees.add(tree);
        }
        assertThat(trees).as("registers on all servers").allMatch(trees.getFirst()::equals);
        digests();
        assertThat(history).as("operations").hasSizeGreaterThan(20);
        assertThat(new Linearizability(STATES_MAX).judge(history))
                .as("%d operations", history.size())
                .isEqualTo(Linearizability.Verdict.YES);
    }

    private static Operation read(
            RawSession reader, long number, String key, Map<String, String> tree)
            throws IOException {
        long from = System.nanoTime();
        assertThat(reader.call(Requests.header(1, OpCode.SYNC).string(key).frame())).isZero();
        reader.send(Requests.getData(2, key, false));
        JuteIn reply = new JuteIn(reader.receive());
        assertThat(reply.int32()).isEqualTo(2);
        reply.int64();
        assertThat(reply.int32()).isZero();
        byte[] data = reply.buffer();
        long value = ByteBuffer.wrap(data).getLong();
        long czxid = reply.int64();
        long mzxid = reply.int64();
        reply.int64();
        reply.int64();
        tree.put(key, value + " " + czxid + " " + mzxid + " v" + reply.int32());
        return new Operation(
                number, Operation.Kind.READ, key, 0, value, true, from, System.nanoTime());
    }

    /** Where two servers tell the digest of the tree at the same transaction, it is the same. */
    private void digests() throws IOException {
        Map<String, String> known = new HashMap<>();
        for (ServerUnderTest server : ensemble.servers()) {
            for (String line : FourLetterClient.ask(server.port(), "hash").split("\n")) {
                int colon = line.indexOf(": ");
                if (colon > 0) {
                    String zxid = line.substring(0, colon);
                    String before = known.put(zxid, line.substring(colon));
                    if (before != null) {
                        assertThat(line.substring(colon)).as("digest at " + zxid).isEqualTo(before);
                    }
                }
            }
        }
    }

    private void strike(Fault fault, SplittableRandom random, List<Fault> done) throws Exception {
        done.add(fault);
        int size = ensemble.size();
        long leader = ensemble.leader();
        long any = 1 + random.nextInt(size);
        long other = 1 + (any - 1 + 1 + random.nextInt(size - 1)) % size;
        long led = leader == 0 ? any : leader;
        switch (fault) {
            case KILL -> kill(any);
            case KILL_LEADER -> kill(led);
            case STOP -> stop(any);
            case STOP_LEADER -> stop(led);
            case PAUSE -> pauseServer(any);
            case PAUSE_LEADER -> pauseServer(led);
            case ISOLATE -> isolate(any);
            case ISOLATE_LEADER -> isolate(led);
            case CUT_PAIR -> {
                network.cut(any, other);
                network.cut(other, any);
            }
            case ONE_WAY -> network.cut(any, other);
            case FLAP -> {
                for (int flap = 0; flap < FLAPS; flap++) {
                    network.cut(any, other);
                    network.cut(other, any);
                    pause(20 + random.nextInt(200));
                    network.heal(any, other);
                    network.heal(other, any);
                    pause(20 + random.nextInt(200));
                }
            }
            case EMPTY_DISK -> {
                long victim = any == led ? other : any;
                kill(victim);
                empty(ensemble.server(victim).dataDir().resolve("version-2"));
            }
        }
    }

    private void kill(long id) throws IOException {
        if (ensemble.server(id).alive() && !paused.contains(id)) {
            ensemble.server(id).kill();
        }
    }

    private void stop(long id) throws IOException {
        if (ensemble.server(id).alive() && !paused.contains(id)) {
            ensemble.server(id).stop();
        }
    }

    private void pauseServer(long id) throws IOException {
        if (ensemble.server(id).alive() && !paused.contains(id)) {
            ensemble.server(id).pause();
            paused.add(id);
        }
    }

    private void isolate(long id) {
        for (long other = 1; other <= ensemble.size(); other++) {
            if (other != id) {
                network.cut(id, other);
                network.cut(other, id);
            }
        }
    }

    /** Everything is mended, and every server serves. */
    private void calm() throws IOException {
        network.healAll();
        for (long id : paused) {
            ensemble.server(id).resume();
        }
        paused.clear();
        ensemble.start();
        ensemble.awaitLeader();
    }

    private static void empty(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
