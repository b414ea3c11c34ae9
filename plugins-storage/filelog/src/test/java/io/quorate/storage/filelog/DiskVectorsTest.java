package io.quorate.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.storage.StorageException;
import io.quorate.storage.StorageNotice;
import io.quorate.storage.StorageSettings;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.SimStorageHost;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Directories written by ZooKeeper, whole and broken; see the README beside the vectors. */
class DiskVectorsTest {

    private static final Path DATA = Path.of("/data");
    private static final long BASIC_DIGEST = 65478525181L;

    private final SimDisk disk = new SimDisk(1);
    private SimStorageHost host = new SimStorageHost(disk, settings(false));

    private static StorageSettings settings(boolean acceptGaps) {
        StorageSettings base = SimStorageHost.withoutReserve();
        return new StorageSettings(
                base.entryBytesMax(),
                base.digestEnabled(),
                true,
                acceptGaps,
                base.reserveBytes(),
                base.retainCheckpoints());
    }

    static Path vectors() throws URISyntaxException {
        return Path.of(DiskVectorsTest.class.getResource("/vectors/disk").toURI());
    }

    /** Copies a vector's {@code version-2} to the disk. */
    private void load(String name) throws Exception {
        try (Stream<Path> files = Files.list(vectors().resolve(name))) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file)) {
                    disk.put(
                            DATA.resolve("version-2").resolve(file.getFileName().toString()),
                            Files.readAllBytes(file));
                }
            }
        }
    }

    private static List<String> expected(String file) throws IOException, URISyntaxException {
        return Files.readAllLines(vectors().resolve(file)).stream()
                .filter(line -> !line.startsWith("#"))
                .sorted()
                .toList();
    }

    private void restores(String directory, String expectedTree) throws Exception {
        load(directory);
        try (Replayed opened = Replayed.open(DATA, host)) {
            assertThat(opened.lines()).isEqualTo(expected(expectedTree));
            assertThat(opened.mismatches).isZero();
        }
        // A second start finds what the first one has left.
        try (Replayed again = Replayed.open(DATA, host)) {
            assertThat(again.lines()).isEqualTo(expected(expectedTree));
        }
    }

    @Test
    void basic() throws Exception {
        restores("basic/version-2", "basic/expected-tree.txt");
    }

    @Test
    void withoutDigests() throws Exception {
        restores("legacy/no-digest/version-2", "legacy/no-digest/expected-tree.txt");
    }

    @Test
    void oldestTransactions() throws Exception {
        restores("legacy/create-v0/version-2", "legacy/create-v0/expected-tree.txt");
    }

    @TestFactory
    Stream<DynamicTest> everyServerOfAnEnsemble() {
        return Stream.of("server1", "server2", "server3", "server4")
                .map(
                        server ->
                                DynamicTest.dynamicTest(
                                        server,
                                        () -> {
                                            new DiskVectorsTest()
                                                    .restores(
                                                            "ensemble/" + server + "/version-2",
                                                            "ensemble/"
                                                                    + server
                                                                    + ".expected-tree.txt");
                                        }));
    }

    @TestFactory
    Stream<DynamicTest> everyCompression() {
        return Stream.of("", ".gz", ".snappy")
                .map(
                        suffix ->
                                DynamicTest.dynamicTest(
                                        "snapshot.2f" + suffix,
                                        () -> {
                                            DiskVectorsTest fresh = new DiskVectorsTest();
                                            Path file =
                                                    vectors()
                                                            .resolve(
                                                                    "compressed/snapshot.2f"
                                                                            + suffix);
                                            fresh.disk.put(
                                                    DATA.resolve("version-2/snapshot.2f" + suffix),
                                                    Files.readAllBytes(file));
                                            try (Replayed opened =
                                                    Replayed.open(DATA, fresh.host)) {
                                                assertThat(opened.lines())
                                                        .isEqualTo(
                                                                expected(
                                                                        "basic/expected-tree.txt"));
                                            }
                                        }));
    }

    private record Broken(String name, long zxid, int txns, int nodes, int sessions, long digest) {}

    @TestFactory
    Stream<DynamicTest> damageThatIsTolerated() {
        return Stream.of(
                        new Broken("corrupt-newest-snapshot", 0x2f, 47, 34, 2, BASIC_DIGEST),
                        new Broken("truncated-newest-snapshot", 0x2f, 47, 34, 2, BASIC_DIGEST),
                        new Broken("empty-tail-log", 0x2f, 6, 34, 2, BASIC_DIGEST),
                        new Broken("header-only-tail-log", 0x2f, 6, 34, 2, BASIC_DIGEST),
                        // Stricter than the reference by our specification: an unfinished header at
                        // the end is nothing.
                        new Broken("short-header-tail-log", 0x2f, 6, 34, 2, BASIC_DIGEST),
                        // The reference replays the three transactions that are in both files
                        // twice.
                        new Broken("overlapping-logs", 0x2f, 6, 34, 2, BASIC_DIGEST),
                        new Broken("snapshot-digest-but-no-lastzxid", 0x2f, 6, 34, 2, BASIC_DIGEST),
                        new Broken("snapshot-only", 0x29, 0, 32, 1, 57208894653L),
                        new Broken("snapshot-without-trailers", 0x2f, 6, 34, 2, BASIC_DIGEST),
                        new Broken("tail-cut-mid-entry", 0x2e, 5, 33, 2, 61986978854L),
                        new Broken("tail-missing-eor", 0x2e, 5, 33, 2, 61986978854L),
                        new Broken("tail-only-crc-written", 0x2e, 5, 33, 2, 61986978854L),
                        new Broken("tail-torn-then-padding", 0x2e, 5, 33, 2, 61986978854L),
                        new Broken("version-9-tail-log", 0x2f, 6, 34, 2, BASIC_DIGEST))
                .map(
                        broken ->
                                DynamicTest.dynamicTest(
                                        broken.name(),
                                        () -> new DiskVectorsTest().tolerates(broken)));
    }

    private void tolerates(Broken broken) throws Exception {
        load("broken/" + broken.name() + "/version-2");
        for (int start = 1; start <= 2; start++) {
            try (Replayed opened = Replayed.open(DATA, host)) {
                assertThat(opened.tree().position().zxid()).isEqualTo(broken.zxid());
                assertThat(opened.txns).isEqualTo(broken.txns());
                assertThat(opened.tree().counts().nodes()).isEqualTo(broken.nodes());
                assertThat(opened.tree().counts().sessions()).isEqualTo(broken.sessions());
                assertThat(opened.tree().position().digest()).isEqualTo(broken.digest());
                assertThat(opened.mismatches).isZero();
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> damageThatIsRefused() {
        return Stream.of(
                        List.of("all-snapshots-corrupt", "snapshot.29"),
                        List.of("bad-magic-tail-log", "log.30"),
                        List.of("empty-non-tail-log", "log.20"),
                        List.of("logs-without-snapshot", "snapshot.trust.empty"),
                        List.of("middle-crc-mismatch", "log.2a"),
                        List.of("middle-huge-length", "log.2a"),
                        List.of("middle-negative-length", "log.2a"),
                        // The reference starts with a wrong tree.
                        List.of("missing-log-gap", "hole"),
                        List.of("tail-crc-mismatch", "log.2a"))
                .map(
                        broken ->
                                DynamicTest.dynamicTest(
                                        broken.getFirst(),
                                        () ->
                                                new DiskVectorsTest()
                                                        .refuses(
                                                                broken.getFirst(),
                                                                broken.getLast())));
    }

    private void refuses(String name, String word) throws Exception {
        load("broken/" + name + "/version-2");
        assertThatThrownBy(() -> Replayed.open(DATA, host))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        fault -> assertThat(fault.kind()).isEqualTo(StorageException.Kind.CORRUPT))
                .hasMessageContaining(word);
    }

    @Test
    void aHoleIsAcceptedOnDemand() throws Exception {
        host = new SimStorageHost(disk, settings(true));
        load("broken/missing-log-gap/version-2");
        try (Replayed opened = Replayed.open(DATA, host)) {
            assertThat(opened.tree().position().zxid()).isEqualTo(0x2f);
            assertThat(opened.tree().position().digest()).isEqualTo(10479978826L);
        }
    }

    @Test
    void aSkippedSnapshotIsTold() throws Exception {
        load("broken/corrupt-newest-snapshot/version-2");
        Replayed.open(DATA, host).close();
        assertThat(host.notices())
                .anySatisfy(
                        notice -> {
                            assertThat(notice.kind())
                                    .isEqualTo(StorageNotice.Kind.SKIPPED_CHECKPOINT);
                            assertThat(notice.text()).contains("snapshot.29");
                        });
    }
}
