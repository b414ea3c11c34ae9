package io.quorate.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.bench.FreePorts;
import io.quorate.kernel.Kernel;
import io.quorate.kernel.StartFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.example.quorate.appointed.AppointedFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A consensus says what it needs, and the server is put together so, or says what is missing. */
@Timeout(60)
class ConsensusNeedsTest {

    private static final Path SAMPLE =
            Path.of("..", "samples", "consensus-alone", "target").toAbsolutePath().normalize();

    @TempDir Path folder;

    private Assembled assembled;

    @BeforeEach
    void prepare() throws IOException {
        assembled = new Assembled(folder);
        Files.createDirectories(assembled.dataDir());
        Files.writeString(assembled.dataDir().resolve("myid"), "1\n");
    }

    /** With an ensemble of this server alone. */
    private Kernel startMember(String... lines) throws Exception {
        List<String> all =
                List.of(
                        "standaloneEnabled=false",
                        "initLimit=10",
                        "syncLimit=5",
                        "server.1=127.0.0.1:" + FreePorts.next() + ":" + FreePorts.next());
        return assembled.start(
                Stream.concat(all.stream(), Stream.of(lines)).toArray(String[]::new));
    }

    /** Puts the plugin {@code appointed} into the folder. */
    private void addAppointed() throws IOException {
        String name = AppointedFactory.class.getName();
        String file = name.replace('.', '/') + ".class";
        String component =
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%s" configuration-policy="require" configuration-pid="%s">
                  <property name="consensus.protocol" type="String" value="appointed"/>
                  <service>
                    <provide interface="io.quorate.consensus.ConsensusFactory"/>
                  </service>
                  <implementation class="%s"/>
                </scr:component>
                """
                        .formatted(name, name, name);
        try (Stream<Path> built = Files.list(SAMPLE);
                InputStream code = AppointedFactory.class.getResourceAsStream("/" + file)) {
            Path jar = built.filter(p -> p.toString().endsWith(".jar")).findFirst().orElseThrow();
            PluginCopies.write(
                    jar,
                    "org.example.quorate.appointed",
                    "1.0.0",
                    assembled.plugins.resolve("appointed.jar"),
                    Map.of(
                            file,
                            code.readAllBytes(),
                            "OSGI-INF/org.example.quorate.alone.AloneFactory.xml",
                            component.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void anEnsembleWithoutAnElectionPluginStartsWhereNoneIsNeeded() throws Exception {
        Files.delete(assembled.plugin("election-fast"));
        Files.delete(assembled.plugin("election-basic"));
        addAppointed();
        try (Kernel kernel = startMember("quorate.consensus=appointed");
                ZooKeeper client = Clients.connect(assembled.port)) {
            client.create("/a", new byte[] {7}, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            assertThat(client.getData("/a", false, null)).containsExactly(7);
            assertThat(assembled.ask("srvr")).contains("Mode: leader");
            assertThat(kernel.bundles()).noneMatch(name -> name.contains("election"));
        }
    }

    @Test
    void anElectionThatIsNeededIsMissed() throws Exception {
        Files.delete(assembled.plugin("election-fast"));
        assertThatThrownBy(this::startMember)
                .isInstanceOf(StartFailure.class)
                .hasMessage(
                        "quorate.consensus is zab, which needs an election, but no plugin in plugins/ offers quorate.election=fast");
    }

    @Test
    void anElectionThatIsNamedIsMissedWhoeverNeedsIt() throws Exception {
        Files.delete(assembled.plugin("election-fast"));
        addAppointed();
        assertThatThrownBy(
                        () -> startMember("quorate.consensus=appointed", "quorate.election=fast"))
                .hasMessageStartingWith(
                        "quorate.election is fast, but no plugin in plugins/ offers that");
    }

    @Test
    void aConsensusForOneServerIsRefusedInAnEnsemble() {
        assertThatThrownBy(() -> startMember("quorate.consensus=solo"))
                .hasMessage(
                        "the server lines make an ensemble, but quorate.consensus is solo, which serves a standalone server");
    }

    @Test
    void aConsensusForAnEnsembleIsRefusedByAStandaloneServer() {
        assertThatThrownBy(() -> assembled.start("quorate.consensus=zab"))
                .hasMessage(
                        "quorate.consensus is zab, which needs other servers, but there is no line server.N for one; an ensemble of one server has standaloneEnabled=false");
    }
}
