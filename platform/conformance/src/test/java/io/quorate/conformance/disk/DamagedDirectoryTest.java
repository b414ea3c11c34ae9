package io.quorate.conformance.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.bench.FreePorts;
import io.quorate.bench.RawSession;
import io.quorate.bench.Requests;
import io.quorate.bench.ServerSpec;
import io.quorate.bench.ServerUnderTest;
import io.quorate.conformance.Subject;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Directories that have lost something, under real processes. */
@Requires(Requirement.ZOOKEEPER_PEERS)
@Timeout(180)
class DamagedDirectoryTest {

    private static final int CANNOT_START = 2;
    private static final int HALTED = 70;

    @TempDir Path directory;

    @BeforeEach
    void onlyOurs() {
        Assumptions.assumeFalse(Subject.isReference());
    }

    private static void write(ServerUnderTest server, String prefix, int count) throws IOException {
        try (RawSession session = RawSession.open(server.port(), 20_000)) {
            for (int number = 0; number < count; number++) {
                String path = prefix + number;
                assertThat(session.call(Requests.create(number + 1, path, new byte[50], 0)))
                        .isZero();
            }
        }
    }

    private static Path onlyLog(ServerUnderTest server) throws IOException {
        try (Stream<Path> files = Files.list(server.dataDir().resolve("version-2"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("log."))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private static void refuses(ServerUnderTest server, String... words) throws IOException {
        server.launch();
        assertThat(server.awaitEnd()).isEqualTo(CANNOT_START);
        assertThat(server.log().strip().lines().toList())
                .last()
                .asString()
                .contains(words)
                .doesNotContain("\tat ");
    }

    @Test
    void aLoneServerRefusesALogThatEndsEarly() throws Exception {
        try (ServerUnderTest server = Subject.quorate().server(Subject.alone(directory))) {
            server.start();
            write(server, "/n", 200);
            // The next write after a second brings the mark along, at the latest.
            Thread.sleep(1_100);
            write(server, "/m", 2);
            server.kill();
            Path log = onlyLog(server);
            byte[] whole = Files.readAllBytes(log);
            try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
                file.setLength(16);
            }
            refuses(server, log.getFileName().toString(), "offset 16", "acceptGaps");
            Files.delete(log);
            refuses(server, log.getFileName().toString(), "acceptGaps");
            Files.write(log, whole);
            server.start();
            write(server, "/again", 2);
        }
    }

    @Test
    void aMemberRefusesEpochsThatContradictEachOther() throws Exception {
        ServerSpec spec =
                Subject.alone(directory)
                        .with("initLimit", 10)
                        .with("syncLimit", 5)
                        .with("server.1", address())
                        .with("server.2", address());
        Path files = Files.createDirectories(spec.dataDir().resolve("version-2"));
        Files.writeString(spec.dataDir().resolve("myid"), "1\n");
        Files.writeString(files.resolve("currentEpoch"), "5");
        Files.writeString(files.resolve("acceptedEpoch"), "3");
        try (ServerUnderTest server = Subject.quorate().server(spec)) {
            refuses(server, "acceptedEpoch says 3", "5");
            assertThat(server.log()).doesNotContain("\tat ");
        }
    }

    private static String address() throws IOException {
        return "127.0.0.1:" + FreePorts.next() + ":" + FreePorts.next();
    }

    @Test
    void aServerEndsWhenItsDirectoryIsDeleted() throws Exception {
        try (ServerUnderTest server = Subject.quorate().server(Subject.alone(directory))) {
            server.start();
            write(server, "/n", 3);
            deleteAll(server.dataDir().resolve("version-2"));
            assertThatThrownBy(() -> write(server, "/lost", 1))
                    .as("a write that is not durable is not acknowledged")
                    .isInstanceOf(IOException.class);
            assertThat(server.awaitEnd()).isEqualTo(HALTED);
            assertThat(server.log()).contains("the data directory was deleted or moved");
        }
    }

    @Test
    void anIdleServerEndsWhenItsDirectoryIsDeleted() throws Exception {
        try (ServerUnderTest server = Subject.quorate().server(Subject.alone(directory))) {
            server.start();
            deleteAll(server.dataDir().resolve("version-2"));
            assertThat(server.awaitEnd()).isEqualTo(HALTED);
            assertThat(server.log()).contains("the data directory was deleted or moved");
        }
    }

    private static void deleteAll(Path top) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(top)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    /** Told to trust that its snapshots are gone, a server writes one at once. */
    @Test
    void aStartWithoutSnapshotsWritesOne() throws Exception {
        ServerSpec spec = Subject.alone(directory);
        try (ServerUnderTest server = Subject.quorate().server(spec)) {
            server.start();
            write(server, "/n", 3);
            server.stop();
            deleteSnapshots(server);
            refuses(server, "snapshot.trust.empty");
        }
        ServerSpec trusting = spec.withFlags("-Dzookeeper.snapshot.trust.empty=true");
        try (ServerUnderTest server = Subject.quorate().server(trusting)) {
            server.start();
            while (snapshots(server).isEmpty()) {
                Thread.sleep(20);
            }
            server.kill();
        }
        try (ServerUnderTest server = Subject.quorate().server(spec)) {
            server.start();
            write(server, "/more", 1);
            try (RawSession session = RawSession.open(server.port(), 20_000)) {
                assertThat(session.call(Requests.getData(1, "/n2", false))).isZero();
            }
        }
    }

    private static List<Path> snapshots(ServerUnderTest server) throws IOException {
        try (Stream<Path> files = Files.list(server.dataDir().resolve("version-2"))) {
            return files.filter(
                            file -> {
                                String name = file.getFileName().toString();
                                return name.startsWith("snapshot.") && !name.endsWith(".tmp");
                            })
                    .toList();
        }
    }

    private static void deleteSnapshots(ServerUnderTest server) throws IOException {
        for (Path snapshot : snapshots(server)) {
            Files.delete(snapshot);
        }
    }
}
