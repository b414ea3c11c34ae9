package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.EnsembleUnderTest;
import io.quorate.bench.FourLetterClient;
import io.quorate.bench.Product;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.bench.ServerSpec;
import io.quorate.bench.ServerUnderTest;
import io.quorate.conformance.RunningServer;
import io.quorate.conformance.Subject;
import io.quorate.conformance.differential.Workload;
import io.quorate.conformance.disk.TreeDigest;
import io.quorate.conformance.disk.TreeWalk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.zookeeper.ZooKeeper;

/**
 * An ensemble of both kinds, one letter for each server from id 1 on: Q is a Quorate, Z a
 * ZooKeeper; observers have small letters.
 */
final class MixedEnsemble implements AutoCloseable {
    private static final byte[] SNAPSHOT_END = {0, 0, 0, 1, '/'};

    static final int SESSION_MILLIS = 30_000;

    /** How long a server that serves may let a new client wait. */
    private static final int PROBE_MILLIS = Integer.getInteger("conformance.probe.millis", 2_000);

    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(90);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final EnsembleUnderTest servers;
    private final char[] kinds;

    MixedEnsemble(Path directory, String kinds) throws IOException {
        this(directory, kinds, (id, spec) -> spec);
    }

    MixedEnsemble(Path directory, String kinds, BiFunction<Long, ServerSpec, ServerSpec> change)
            throws IOException {
        Subject.assumeOneLanguage(kinds);
        this.kinds = kinds.toUpperCase(Locale.ROOT).toCharArray();
        List<Product> products = new ArrayList<>();
        Set<Long> observers = new HashSet<>();
        for (char letter : kinds.toCharArray()) {
            products.add(Subject.ofKind(Character.toUpperCase(letter)));
            if (Character.isLowerCase(letter)) {
                observers.add((long) products.size());
            }
        }
        servers =
                new EnsembleUnderTest(
                        directory,
                        products,
                        observers,
                        (id, spec) ->
                                change.apply(
                                        id,
                                        spec.with("extendedTypesEnabled", true)
                                                .with("preAllocSize", 256)
                                                .with(
                                                        "DigestAuthenticationProvider.superDigest",
                                                        Workload.superDigest())));
    }

    /** The first of some cases; all of them with {@code -Dconformance.mixed=all}. */
    static Stream<String> cases(String... kinds) {
        boolean all = System.getProperty("conformance.mixed", "").equals("all");
        return Stream.of(kinds).limit(all ? kinds.length : 1);
    }

    EnsembleUnderTest servers() {
        return servers;
    }

    int size() {
        return servers.size();
    }

    ServerUnderTest server(long id) {
        return servers.server(id);
    }

    /** Launches all that are down; returns when every server serves clients. */
    void start() throws IOException {
        servers.start();
    }

    /**
     * Starts servers without data so that this one leads: with those below it first, then all.
     *
     * @param leader has the greatest number of a majority
     */
    void startLedBy(long leader) throws IOException {
        launch(leader);
        await("server " + leader + " is up", () -> isUp(leader));
        for (long id = 1; id < leader; id++) {
            launch(id);
        }
        awaitMode(leader, "leader");
        start();
        assertThat(mode(leader)).isEqualTo("leader");
    }

    private boolean isUp(long id) {
        try {
            return FourLetterClient.ask(server(id).port(), "ruok").equals("imok");
        } catch (IOException e) {
            return false;
        }
    }

    /** Launches some; returns at once. */
    void launch(long... ids) throws IOException {
        for (long id : ids) {
            server(id).launch();
        }
    }

    /** Launches one; returns when it serves clients. */
    void bringBack(long id) throws IOException {
        server(id).start();
    }

    /** Creates nodes, numbered behind the prefix, through one server. */
    void write(long id, String prefix, int count) throws IOException {
        try (RawSession session = RawSession.open(server(id).port(), 30_000)) {
            for (int at = 0; at < count; at++) {
                byte[] data = Integer.toString(at).getBytes(StandardCharsets.US_ASCII);
                assertThat(session.call(Requests.create(at, prefix + "-" + at, data, 0))).isZero();
            }
            session.call(Requests.close(count));
        }
    }

    /** Ends some by SIGKILL. */
    void kill(long... ids) throws IOException {
        for (long id : ids) {
            server(id).kill();
        }
    }

    /** The server of this id, which is down, becomes one of the other kind. */
    void replace(long id, char letter) {
        servers.replace(id, Subject.ofKind(letter));
        kinds[(int) id - 1] = letter;
    }

    /** False for a ZooKeeper. */
    boolean isQuorate(long id) {
        return kinds[(int) id - 1] == 'Q';
    }

    /** What a server says it is: leader, follower, observer or nothing. */
    String mode(long id) {
        return servers.mode(id);
    }

    /** Waits until a server says that it leads, follows or observes; nothing is written for it. */
    void awaitMode(long id, String mode) throws IOException {
        await(
                "server " + id + " is " + mode,
                () -> {
                    if (!server(id).alive()) {
                        throw new IllegalStateException("server " + id + " has ended");
                    }
                    return servers.mode(id).equals(mode);
                });
    }

    /** Waits until a server has written a line that contains this text, at this place or behind. */
    void awaitLog(long id, int from, String text) throws IOException {
        await("server " + id + " writes " + text, () -> log(id, from).contains(text));
    }

    /** What a server has written behind a place. */
    String log(long id, int from) {
        try {
            return server(id).log().substring(from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The place where a server's log ends now. */
    int logEnd(long id) throws IOException {
        return server(id).log().length();
    }

    static void await(String what, BooleanSupplier condition) throws IOException {
        long end = System.nanoTime() + BOUND_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IOException("waited in vain: " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /**
     * Every server that runs gives a new client a session at once, and answers a sync and a write
     * of it. One that only seems to live would never.
     */
    void assertEveryoneServes() throws IOException {
        servers.awaitLeader();
        for (long id = 1; id <= size(); id++) {
            if (server(id).alive()) {
                server(id).awaitAnswer();
                assertServes(id);
            }
        }
    }

    private void assertServes(long id) throws IOException {
        try (RawSession session = RawSession.dial(server(id).port(), PROBE_MILLIS)) {
            assertThat(session.handshake(0, SESSION_MILLIS, 0, RawSession.NO_PASSWORD))
                    .as("server %d takes a new session", id)
                    .isTrue();
            assertThat(session.call(Requests.setData(1, "/", null, -1))).isZero();
            assertThat(session.call(Requests.close(2))).isZero();
        } catch (IOException failure) {
            throw new IOException("server " + id + " answers no new client", failure);
        }
    }

    /** An official client of one server. */
    ZooKeeper connect(long id) throws IOException {
        return new ZooKeeper("127.0.0.1:" + server(id).port(), SESSION_MILLIS, event -> {});
    }

    /** Client ports, server 1 first. */
    int[] ports() {
        return servers.servers().stream().mapToInt(ServerUnderTest::port).toArray();
    }

    /** True if a log file of the server contains this text. */
    boolean hasLogged(long id, String text) {
        Path version = server(id).dataDir().resolve("version-2");
        try (Stream<Path> files = Files.list(version)) {
            for (Path file : files.filter(f -> is(f, "log.")).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                        .contains(text)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Removes what a server that is down has of its history; the file {@code myid} stays, as if its
     * disk had been replaced.
     */
    void empty(long id) throws IOException {
        RunningServer.delete(server(id).dataDir().resolve("version-2"));
    }

    /** Removes all snapshots and logs of a server that is down but those it starts from. */
    void purge(long id) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(server(id).dataDir().resolve("version-2"))) {
            files = all.toList();
        }
        long newest =
                files.stream()
                        .filter(file -> is(file, "snapshot.") && isWhole(file))
                        .mapToLong(MixedEnsemble::zxid)
                        .max()
                        .orElseThrow();
        long first =
                files.stream()
                        .filter(file -> is(file, "log."))
                        .mapToLong(MixedEnsemble::zxid)
                        .filter(zxid -> zxid <= newest + 1)
                        .max()
                        .orElseThrow();
        for (Path file : files) {
            boolean old =
                    is(file, "snapshot.") && zxid(file) < newest
                            || is(file, "log.") && zxid(file) < first;
            if (old) {
                Files.delete(file);
            }
        }
    }

    /** ZooKeeper writes a snapshot under its name; a server that was killed leaves half of one. */
    private static boolean isWhole(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int seal = bytes.length - SNAPSHOT_END.length;
            return seal > 0
                    && Arrays.equals(
                            bytes, seal, bytes.length, SNAPSHOT_END, 0, SNAPSHOT_END.length);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean is(Path file, String prefix) {
        return file.getFileName().toString().matches(Pattern.quote(prefix) + "[0-9a-f]+");
    }

    private static long zxid(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(name.indexOf('.') + 1), 16);
    }

    /** Every server has the same nodes with the same stats and the same digest of its tree. */
    Map<String, String> assertEqualTrees() throws IOException {
        long point;
        try (TreeWalk walk = walk(1)) {
            point = walk.advanceToDigestPoint();
        }
        String digest = null;
        Map<String, String> nodes = null;
        for (long id = 1; id <= size(); id++) {
            try (TreeWalk walk = walk(id)) {
                walk.sync();
                Map<String, String> own = walk.nodes();
                own.keySet().removeIf(path -> path.startsWith("/zookeeper"));
                String ownDigest = TreeDigest.at(server(id), point);
                if (nodes != null) {
                    assertThat(own).as("tree of server %d", id).isEqualTo(nodes);
                    assertThat(ownDigest).as("digest of server %d", id).isEqualTo(digest);
                }
                nodes = own;
                digest = ownDigest;
            }
        }
        return nodes;
    }

    private TreeWalk walk(long id) throws IOException {
        return new TreeWalk(server(id).port(), Workload.SUPER);
    }

    @Override
    public void close() throws IOException {
        servers.close();
    }
}
