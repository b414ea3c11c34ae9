package io.quorate.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.kernel.Kernel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A storage that sees the exported packages only, whose data is read from files, which bounds its
 * debt and ends its views, in the real server with official clients.
 */
@Timeout(180)
class FileMapStorageTest {

    private static final int NODES = 400;

    @TempDir Path folder;

    private Assembled server;

    @BeforeEach
    void install() throws Exception {
        server = new Assembled(folder);
        FileMap.PLUGIN.pack(server.plugins.resolve("filemap.jar"));
    }

    private Kernel start(String... lines) throws Exception {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("quorate.storage=filemap");
        return server.start(all.toArray(String[]::new));
    }

    private static byte[] data(int node) {
        return ("data of node " + node + " ").repeat(60).getBytes(StandardCharsets.UTF_8);
    }

    private static void create(ZooKeeper client) throws Exception {
        for (int node = 0; node < NODES; node++) {
            client.create("/n" + node, data(node), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
    }

    private List<String> files(String begin) throws Exception {
        try (Stream<Path> all = Files.walk(server.dataDir())) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(begin))
                    .toList();
        }
    }

    @Test
    void whatWasWrittenIsReadFromFilesAfterARestart() throws Exception {
        try (Kernel kernel = start("quorate.filemap.debt=64k");
                ZooKeeper client = Clients.connect(server.port)) {
            create(client);
            assertThat(files("tree."))
                    .as("debt makes checkpoints long before a hundred thousand transactions")
                    .hasSizeGreaterThan(2);
        }
        try (Kernel kernel = start("quorate.filemap.debt=64k");
                ZooKeeper client = Clients.connect(server.port)) {
            long loads = Long.getLong("filemap.loads", 0);
            long waits = Long.getLong("filemap.waits", 0);
            for (int node = 0; node < NODES; node++) {
                assertThat(client.getData("/n" + node, false, null)).isEqualTo(data(node));
            }
            assertThat(Long.getLong("filemap.loads", 0) - loads)
                    .as("most of it is read on the worker")
                    .isGreaterThan(NODES / 2);
            assertThat(Long.getLong("filemap.waits", 0) - waits)
                    .as("and nothing on the loop")
                    .isZero();
        }
    }

    @Test
    void watchesFireInTheirPlaceBesideColdReads() throws Exception {
        try (Kernel kernel = start("quorate.filemap.debt=64k");
                ZooKeeper client = Clients.connect(server.port)) {
            create(client);
        }
        try (Kernel kernel = start();
                ZooKeeper reader = Clients.connect(server.port);
                ZooKeeper writer = Clients.connect(server.port)) {
            BlockingQueue<String> told = new LinkedBlockingQueue<>();
            for (int node = 0; node < 50; node++) {
                String path = "/n" + node;
                byte[] now =
                        reader.getData(
                                path,
                                event -> {
                                    if (event.getType() == EventType.NodeDataChanged) {
                                        told.add(event.getPath());
                                    }
                                },
                                null);
                assertThat(now).isEqualTo(data(node));
                writer.setData(path, new byte[] {1}, 0);
                assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo(path);
                assertThat(reader.getData(path, false, null)).containsExactly(1);
            }
        }
    }

    @Test
    void viewsThatEndAtOnceCostSingleReadsAndNothingElse() throws Exception {
        int wide = 3_000;
        try (Kernel kernel = start("quorate.filemap.viewMillis=1");
                ZooKeeper client = Clients.connect(server.port)) {
            for (int node = 0; node < wide; node++) {
                client.create(
                        "/w" + node,
                        new byte[0],
                        Ids.OPEN_ACL_UNSAFE,
                        CreateMode.PERSISTENT,
                        (code, path, context, name) -> {},
                        null);
            }
            client.exists("/", false); // behind all of them
            int listed = 0;
            int timedOut = 0;
            for (int round = 0; round < 50; round++) {
                try {
                    assertThat(client.getChildren("/", false)).hasSize(wide + 1);
                    listed++;
                } catch (KeeperException.OperationTimeoutException ended) {
                    timedOut++;
                }
                assertThat(client.exists("/w" + round, false)).isNotNull();
            }
            assertThat(listed + timedOut).isEqualTo(50);
            client.setData("/w1", new byte[] {1}, 0);
            assertThat(client.getData("/w1", false, null)).containsExactly(1);
        }
    }

    @Test
    void aDebtThatIsTooSmallForTheLoadSlowsWritesAndLosesNone() throws Exception {
        try (Kernel kernel = start("quorate.filemap.debt=8k");
                ZooKeeper client = Clients.connect(server.port);
                ZooKeeper reader = Clients.connect(server.port)) {
            create(client);
            for (int node = 0; node < NODES; node++) {
                assertThat(reader.getData("/n" + node, false, null)).isEqualTo(data(node));
            }
        }
    }
}
