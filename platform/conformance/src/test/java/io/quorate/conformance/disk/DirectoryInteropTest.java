package io.quorate.conformance.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.FourLetterClient;
import io.quorate.bench.Product;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.bench.ServerSpec;
import io.quorate.bench.ServerUnderTest;
import io.quorate.conformance.Subject;
import io.quorate.conformance.differential.Workload;
import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A directory filled through one server opens in the other with the same nodes, the same sessions
 * and the same tree digest, after an orderly stop and after a kill. {@code
 * -Dconformance.disk.sequences} (default 12) is how much is written.
 */
@ForEveryAssembly
@Requires(Requirement.ZOOKEEPER_PEERS)
@Timeout(300)
class DirectoryInteropTest {
    private static final int SEQUENCES = Integer.getInteger("conformance.disk.sequences", 12);
    private static final int STEPS = 30;

    @TempDir Path directory;

    @ParameterizedTest(name = "orderly stop: {0}, snapshots: {1}")
    @CsvSource({"true, gz", "false, plain"})
    void zooKeeperOpensOurDirectory(boolean orderly, String snapshots) throws Exception {
        move(Subject.product(), Product.zooKeeper(), orderly, snapshots);
    }

    @ParameterizedTest(name = "orderly stop: {0}, snapshots: {1}")
    @CsvSource({"true, snappy", "false, plain"})
    void weOpenTheDirectoryOfZooKeeper(boolean orderly, String snapshots) throws Exception {
        move(Product.zooKeeper(), Subject.product(), orderly, snapshots);
    }

    private void move(Product from, Product to, boolean orderly, String snapshots)
            throws Exception {
        ServerSpec firstSpec = spec(Files.createDirectories(directory.resolve("from")), snapshots);
        ServerSpec secondSpec = spec(Files.createDirectories(directory.resolve("to")), snapshots);
        Map<String, String> written;
        RawSession owner;
        try (ServerUnderTest first = from.server(firstSpec)) {
            first.start();
            Workload.run(first.port(), 1, SEQUENCES, STEPS);
            owner = Workload.ephemeralOwner(first.port(), "/kept-ephemeral");
            written = walk(first);
            if (orderly) {
                first.stop();
            } else {
                first.kill();
            }
            assertThat(snapshots(firstSpec))
                    .as("snapshots as well as logs are written")
                    .isPositive();
            copy(firstSpec.dataDir(), secondSpec.dataDir());
            try (ServerUnderTest second = to.server(secondSpec)) {
                second.start();
                TreeWalk.assertEqual("files " + files(firstSpec), written, walk(second));
                if (!from.name()
                        .equals("zookeeper")) { // which writes wrong digests for create with the
                    // container flag
                    String mismatches =
                            FourLetterClient.monitor(second.port()).get("digest_mismatches_count");
                    assertThat(mismatches)
                            .as("digests in the log that were not those of the tree")
                            .isEqualTo("0");
                }
                first.start();
                compareDigests(first, second);
                renew(owner, second);
            }
        }
    }

    private static ServerSpec spec(Path place, String snapshots) throws IOException {
        return Subject.alone(place)
                .with("extendedTypesEnabled", true)
                .with("snapCount", 100)
                .with("snapshot.compression.method", snapshots.equals("plain") ? "" : snapshots)
                .with("preAllocSize", 256)
                .with("DigestAuthenticationProvider.superDigest", Workload.superDigest())
                .withFlags("-Dznode.container.checkIntervalMs=86400000");
    }

    private static Map<String, String> walk(ServerUnderTest server) throws IOException {
        Map<String, String> nodes = TreeWalk.of(server);
        assertThat(nodes).hasSizeGreaterThan(50);
        return nodes;
    }

    /**
     * Both servers go on from the same files; at a zxid divisible by 128 both tell the digest of
     * their tree.
     */
    private static void compareDigests(ServerUnderTest first, ServerUnderTest second)
            throws IOException {
        long firstPoint;
        long secondPoint;
        try (TreeWalk one = new TreeWalk(first.port(), Workload.SUPER);
                TreeWalk two = new TreeWalk(second.port(), Workload.SUPER)) {
            firstPoint = one.advanceToDigestPoint();
            secondPoint = two.advanceToDigestPoint();
        }
        String firstDigest = TreeDigest.at(first, firstPoint);
        String secondDigest = TreeDigest.at(second, secondPoint);
        assertThat(secondDigest)
                .as("tree digest of %s and %s", second.name(), first.name())
                .isEqualTo(firstDigest);
    }

    private static void renew(RawSession owner, ServerUnderTest server) throws IOException {
        try (RawSession again = RawSession.dial(server.port(), 10_000)) {
            assertThat(again.handshake(0, 40_000, owner.sessionId(), owner.password()))
                    .as("the session came along")
                    .isTrue();
            assertThat(again.call(Requests.close(1))).isZero();
        } finally {
            owner.close();
        }
    }

    private static long snapshots(ServerSpec spec) throws IOException {
        return files(spec).stream()
                .filter(file -> file.startsWith("snapshot.") && !file.equals("snapshot.0"))
                .count();
    }

    private static List<String> files(ServerSpec spec) throws IOException {
        try (Stream<Path> files = Files.list(spec.dataDir().resolve("version-2"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(from)) {
            paths = walk.sorted().toList();
        }
        for (Path path : paths) {
            Path target = to.resolve(from.relativize(path).toString());
            if (Files.isDirectory(path)) {
                Files.createDirectories(target);
            } else {
                Files.copy(path, target);
            }
        }
    }
}
