package io.quorate.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.FreePorts;
import io.quorate.kernel.Kernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ensembles whose election is chosen by {@code quorate.election}, of all members or of some. */
@Timeout(120)
class ElectionChoiceTest {

    @TempDir Path folder;

    private final List<Assembled> servers = new ArrayList<>();
    private final List<Kernel> kernels = new ArrayList<>();

    /** One server for each election named. */
    private void start(String... elections) throws Exception {
        StringBuilder lines = new StringBuilder("initLimit=10\nsyncLimit=5\n");
        for (int id = 1; id <= elections.length; id++) {
            lines.append(
                    "server.%d=127.0.0.1:%d:%d\n"
                            .formatted(id, FreePorts.next(), FreePorts.next()));
        }
        for (int id = 1; id <= elections.length; id++) {
            Assembled server =
                    new Assembled(Files.createDirectory(folder.resolve(String.valueOf(id))));
            servers.add(server);
            Files.createDirectories(server.dataDir());
            Files.writeString(server.dataDir().resolve("myid"), String.valueOf(id));
            kernels.add(server.start(lines.toString(), "quorate.election=" + elections[id - 1]));
        }
    }

    @AfterEach
    void close() {
        kernels.forEach(Kernel::close);
    }

    @Test
    void theElectionThatPollsFindsALeaderAndTheNextOne() throws Exception {
        start("basic", "basic", "basic");
        try (ZooKeeper client = Clients.connect(servers.getFirst().port)) {
            client.create("/a", new byte[] {7}, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }
        int leader = leader();
        kernels.remove(leader).close();
        try (ZooKeeper client = Clients.connect(servers.get((leader + 1) % 3).port)) {
            client.setData("/a", new byte[] {8}, -1);
            assertThat(client.getData("/a", false, null)).containsExactly(8);
        }
    }

    private int leader() throws Exception {
        for (int at = 0; at < servers.size(); at++) {
            if (servers.get(at).ask("srvr").contains("Mode: leader")) {
                return at;
            }
        }
        throw new AssertionError("no server leads");
    }

    /** Whoever is dialled refuses, and both dial while they look. */
    @Test
    void membersOfDifferentElectionsNameEachOther() throws Exception {
        try (LogLines log = new LogLines("PeerGate")) {
            start("fast", "basic");
            Set<String> told = new TreeSet<>();
            while (told.size() < 2) {
                for (String line : log.take(1)) {
                    int at = line.indexOf("server ");
                    if (line.contains("quorate.election=")) {
                        told.add(line.substring(at));
                    }
                }
            }
            assertThat(told)
                    .containsExactly(
                            "server 1 is a ZooKeeper server or has quorate.election=fast, but this server has quorate.election=basic; all members of an ensemble need the same election",
                            "server 2 has quorate.election=basic, but this server has quorate.election=fast; all members of an ensemble need the same election");
        }
        for (Assembled server : servers) {
            assertThat(server.ask("srvr")).contains("not currently serving requests");
        }
    }
}
