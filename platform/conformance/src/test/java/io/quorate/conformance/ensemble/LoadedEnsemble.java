package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.EnsembleUnderTest;
import io.quorate.bench.FourLetterClient;
import io.quorate.bench.JuteIn;
import io.quorate.bench.OpCode;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.bench.ServerSpec;
import io.quorate.bench.ServerUnderTest;
import io.quorate.conformance.Subject;
import io.quorate.testkit.sim.invariant.Linearizability;
import io.quorate.testkit.sim.invariant.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;

/**
 * Voters of Quorate that reach each other through a {@link PeerNetwork}, under clients whose
 * histories are judged. Used by one thread.
 */
final class LoadedEnsemble implements AutoCloseable {

    private static final int CLIENTS = 4;
    private static final int STATES_MAX = 2_000_000;
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final int PROGRESS_ANSWERS = 8;

    private final PeerNetwork network = new PeerNetwork();
    private final List<HistoryClient> clients = new ArrayList<>();
    private final EnsembleUnderTest servers;
    private String[] registers = {};

    /**
     * Runs and serves on return.
     *
     * @param seed of what the clients do
     * @param change a server's specification, changed for its id
     */
    LoadedEnsemble(
            Path directory, int size, long seed, BiFunction<Long, ServerSpec, ServerSpec> change)
            throws IOException {
        Map<Long, String> lines = new HashMap<>();
        servers =
                new EnsembleUnderTest(
                        directory,
                        Collections.nCopies(size, Subject.quorate()),
                        Set.of(),
                        (id, spec) -> change.apply(id, specification(id, spec, size, lines)));
        try {
            servers.start();
        } catch (IOException e) {
            close();
            throw e;
        }
        int[] ports = servers.servers().stream().mapToInt(ServerUnderTest::port).toArray();
        for (int number = 1; number <= CLIENTS; number++) {
            clients.add(new HistoryClient(number, ports, seed * 31 + number));
        }
    }

    /** Every server reaches the others through the network of the test. */
    private ServerSpec specification(long id, ServerSpec spec, int size, Map<Long, String> lines) {
        try {
            if (lines.isEmpty()) {
                connect(spec, size, lines);
            }
            ServerSpec own = spec.with("tickTime", 500).with("maxSessionTimeout", 60_000);
            for (long to = 1; to <= size; to++) {
                own = own.with("server." + to, to == id ? lines.get(to) : network.line(id, to));
            }
            return own;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connect(ServerSpec spec, int size, Map<Long, String> lines) throws IOException {
        for (long to = 1; to <= size; to++) {
            lines.put(to, spec.keys().get("server." + to));
        }
        for (long from = 1; from <= size; from++) {
            for (long to = 1; to <= size; to++) {
                if (from != to) {
                    String[] parts = lines.get(to).split(":");
                    network.connect(
                            from, to, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
                }
            }
        }
    }

    EnsembleUnderTest servers() {
        return servers;
    }

    PeerNetwork network() {
        return network;
    }

    /** Clients begin to write, swap and read registers of this name. */
    void load(String name) throws IOException {
        registers = new String[] {"/" + name + "a", "/" + name + "b"};
        try (RawSession setUp = RawSession.open(servers.server(1).port(), 30_000)) {
            for (String key : registers) {
                assertThat(setUp.call(Requests.create(1, key, new byte[Long.BYTES], 0)))
                        .isIn(0, -110);
            }
            setUp.call(Requests.close(2));
        }
        clients.forEach(client -> client.begin(registers));
    }

    /**
     * Waits until every client has had some more answers.
     *
     * @throws AssertionError if one has not in time, or has been told what no server may say
     */
    void awaitProgress() {
        long end = System.nanoTime() + PROGRESS_NANOS;
        for (HistoryClient client : clients) {
            long before = client.acknowledged();
            while (client.acknowledged() < before + PROGRESS_ANSWERS && client.faults().isEmpty()) {
                assertThat(System.nanoTime()).as("a client goes on").isLessThan(end);
                pause(5);
            }
        }
    }

    /**
     * Everything is mended and every server serves: the clients go on, then end, and what they were
     * told is judged.
     */
    void endAndJudge() throws IOException, InterruptedException {
        servers.start();
        servers.awaitLeader();
        awaitProgress();
        List<Operation> history = new ArrayList<>();
        for (HistoryClient client : clients) {
            client.finish();
            assertThat(client.faults()).isEmpty();
            history.addAll(client.history());
        }
        long number = 100;
        List<Map<String, String>> trees = new ArrayList<>();
        for (ServerUnderTest server : servers.servers()) {
            Map<String, String> tree = new TreeMap<>();
            try (RawSession reader = RawSession.open(server.port(), 30_000)) {
                for (String key : registers) {
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
        for (ServerUnderTest server : servers.servers()) {
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

    static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Override
    public void close() throws IOException {
        try {
            servers.close();
            clients.forEach(HistoryClient::close);
        } finally {
            network.close();
        }
    }
}
