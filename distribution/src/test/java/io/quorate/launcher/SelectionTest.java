package io.quorate.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.kernel.Kernel;
import io.quorate.kernel.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plugins are chosen by configuration; what cannot be assembled is refused in one sentence that
 * names the key.
 */
@Timeout(60)
class SelectionTest {

    @TempDir Path folder;

    private Assembled assembled;

    @BeforeEach
    void prepare() throws IOException {
        assembled = new Assembled(folder);
    }

    @Test
    void filelogAndSoloAreChosenByDefaultAndKeepTheData() throws Exception {
        try (Kernel kernel = assembled.start()) {
            assertThat(kernel.bundles())
                    .anyMatch(name -> name.startsWith("io.quorate.storage.filelog"));
            create("/kept");
        }
        try (Kernel kernel = assembled.start("quorate.storage=filelog", "quorate.consensus=solo")) {
            assertThat(exists("/kept")).isTrue();
            assertThat(logFiles()).isNotEmpty();
        }
    }

    @Test
    void memoryIsChosenByItsKeyAndKeepsNothing() throws Exception {
        try (Kernel kernel = assembled.start("quorate.storage=memory")) {
            create("/gone");
            assertThat(assembled.ask("srvr"))
                    .contains("Mode: standalone")
                    .contains("Node count: 6");
        }
        try (Kernel kernel = assembled.start("quorate.storage=memory")) {
            assertThat(exists("/gone")).isFalse();
            assertThat(logFiles()).isEmpty();
        }
    }

    @Test
    void keysOfLogFilesStartMemoryTooAndAreNamedOnce() throws Exception {
        try (LogLines log = new LogLines("ReplicaStorageHost");
                Kernel kernel =
                        assembled.start(
                                "quorate.storage=memory", "preAllocSize=65536", "forceSync=no")) {
            assertThat(log.take(1))
                    .containsExactly(
                            "WARN Storage: without effect, as the storage memory has no files: preAllocSize, forceSync");
            create("/works");
        }
    }

    @Test
    void anUnknownPluginIsRefusedWithKeyAndChoice() {
        assertThatThrownBy(() -> assembled.start("quorate.storage=lmdb"))
                .isInstanceOf(StartFailure.class)
                .hasMessage(
                        "quorate.storage is lmdb, but no plugin in plugins/ offers that; there is filelog, memory");
        assertThatThrownBy(() -> assembled.start("quorate.consensus=raft"))
                .hasMessage(
                        "quorate.consensus is raft, but no plugin in plugins/ offers that; there is multi-paxos, solo, zab");
    }

    @Test
    void aPluginTakenOutOfTheFolderIsMissed() throws Exception {
        Files.delete(assembled.plugin("filelog"));
        assertThatThrownBy(assembled::start)
                .hasMessage(
                        "quorate.storage is filelog, but no plugin in plugins/ offers that; there is memory");
        Files.delete(assembled.plugin("memory"));
        assertThatThrownBy(assembled::start).hasMessageContaining("there is none for this key");
    }

    @Test
    void twoBundlesOfferingTheSameAreAClash() throws Exception {
        PluginCopies.write(
                assembled.plugin("memory"),
                "org.example.memory",
                "1.0.0",
                assembled.plugins.resolve("example.jar"));
        assertThatThrownBy(() -> assembled.start("quorate.storage=memory"))
                .hasMessageStartingWith(
                        "quorate.storage is memory, which more than one bundle offers: ")
                .hasMessageContaining("io.quorate.storage.memory ")
                .hasMessageContaining("org.example.memory 1.0.0");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken =
                new ServerSocket(assembled.port, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> assembled.start("quorate.storage=memory"))
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    void aDirectoryThatCannotBeReadIsNamed() throws Exception {
        Files.createDirectories(assembled.dataDir());
        Files.writeString(
                assembled.dataDir().resolve("version-2"), "a file where a directory should be");
        assertThatThrownBy(assembled::start).hasMessageContaining("version-2");
    }

    @Test
    void afterARefusalTheSameProcessCanStartAgain() throws Exception {
        assertThatThrownBy(() -> assembled.start("quorate.storage=lmdb"))
                .isInstanceOf(StartFailure.class);
        try (Kernel kernel = assembled.start("quorate.storage=memory")) {
            create("/works");
        }
    }

    private List<Path> logFiles() throws IOException {
        if (!Files.isDirectory(assembled.dataDir())) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(assembled.dataDir())) {
            return all.filter(p -> p.getFileName().toString().startsWith("log.")).toList();
        }
    }

    private void create(String path) throws Exception {
        try (ZooKeeper client = Clients.connect(assembled.port)) {
            client.create(path, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
    }

    private boolean exists(String path) throws Exception {
        try (ZooKeeper client = Clients.connect(assembled.port)) {
            return client.exists(path, false) != null;
        }
    }
}
