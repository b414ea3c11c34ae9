package io.quorate.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.bench.FreePorts;
import io.quorate.kernel.Kernel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.NoAuthException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sample projects of docs/PLUGINS.md run in the real server, and the page quotes them. */
@Timeout(120)
class SamplesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SAMPLES = ROOT.resolve("samples");

    /** A file's name in a comment, then its content between fences. */
    private static final Pattern QUOTE =
            Pattern.compile("<!-- (\\S+) -->\\n```\\w*\\n(.*?)```\\n", Pattern.DOTALL);

    @TempDir Path folder;

    /** As the page says: the jar into plugins/, the lines into zoo.cfg. */
    private static Kernel start(Assembled server, String sample, String... more) throws Exception {
        try (Stream<Path> built = Files.list(SAMPLES.resolve(sample).resolve("target"))) {
            Path jar = built.filter(p -> p.toString().endsWith(".jar")).findFirst().orElseThrow();
            Files.copy(jar, server.plugins.resolve(jar.getFileName()));
        }
        List<String> lines =
                new ArrayList<>(Files.readAllLines(SAMPLES.resolve(sample).resolve("zoo.cfg")));
        lines.addAll(List.of(more));
        return server.start(lines.toArray(String[]::new));
    }

    @Test
    void thePageQuotesTheFilesAsTheyAre() throws Exception {
        Matcher quotes = QUOTE.matcher(Files.readString(ROOT.resolve("docs/PLUGINS.md")));
        List<String> quoted = new ArrayList<>();
        while (quotes.find()) {
            quoted.add(quotes.group(1));
            assertThat(quotes.group(2))
                    .as(quotes.group(1))
                    .isEqualTo(Files.readString(ROOT.resolve(quotes.group(1))));
        }
        try (Stream<Path> samples = Files.list(SAMPLES)) {
            for (Path sample : samples.toList()) {
                assertThat(quoted).contains("samples/" + sample.getFileName() + "/zoo.cfg");
            }
        }
    }

    @Test
    void theSchemeGetsItsSettingsAndGuardsNodes() throws Exception {
        Assembled server = new Assembled(folder);
        try (Kernel kernel = start(server, "auth-token", "quorate.storage=memory");
                ZooKeeper ann = Clients.connect(server.port);
                ZooKeeper bob = Clients.connect(server.port)) {
            ann.addAuthInfo("token", "open sesame".getBytes(StandardCharsets.UTF_8));
            bob.addAuthInfo("token", "swordfish".getBytes(StandardCharsets.UTF_8));
            ann.create(
                    "/hers",
                    new byte[] {1},
                    Collections.singletonList(new ACL(Perms.ALL, new Id("token", "ann"))),
                    CreateMode.PERSISTENT);
            assertThat(ann.getData("/hers", false, null)).containsExactly(1);
            assertThatThrownBy(() -> bob.getData("/hers", false, null))
                    .isInstanceOf(NoAuthException.class);
        }
    }

    @Test
    void theStorageKeepsTheTree() throws Exception {
        Assembled server = new Assembled(folder);
        try (Kernel kernel = start(server, "storage-scratch")) {
            isServed(server);
            assertThat(server.dataDir().resolve("version-2")).doesNotExist();
        }
    }

    @Test
    void theProtocolDecides() throws Exception {
        Assembled server = new Assembled(folder);
        try (Kernel kernel = start(server, "consensus-alone")) {
            isServed(server);
            assertThat(kernel.bundles())
                    .anyMatch(name -> name.startsWith("org.example.quorate.alone"));
        }
    }

    @Test
    void theElectionFindsALeader() throws Exception {
        StringBuilder members = new StringBuilder("initLimit=10\nsyncLimit=5\n");
        for (int id = 1; id <= 3; id++) {
            members.append(
                    "server.%d=127.0.0.1:%d:%d\n"
                            .formatted(id, FreePorts.next(), FreePorts.next()));
        }
        List<Kernel> kernels = new ArrayList<>();
        List<Assembled> servers = new ArrayList<>();
        try {
            for (int id = 1; id <= 3; id++) {
                Assembled server =
                        new Assembled(Files.createDirectory(folder.resolve(String.valueOf(id))));
                Files.createDirectories(server.dataDir());
                Files.writeString(server.dataDir().resolve("myid"), String.valueOf(id));
                servers.add(server);
                kernels.add(start(server, "election-loudest", members.toString()));
            }
            for (Assembled server : servers) {
                isServed(server);
            }
        } finally {
            for (Kernel kernel : kernels) {
                kernel.close();
            }
        }
    }

    private static void isServed(Assembled server) throws Exception {
        try (ZooKeeper client = Clients.connect(server.port)) {
            String path =
                    client.create(
                            "/node",
                            new byte[] {7},
                            Ids.OPEN_ACL_UNSAFE,
                            CreateMode.EPHEMERAL_SEQUENTIAL);
            assertThat(client.getData(path, false, null)).containsExactly(7);
        }
    }
}
