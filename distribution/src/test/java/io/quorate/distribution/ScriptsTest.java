package io.quorate.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.bench.FreePorts;
import io.quorate.distribution.Scripts.Ended;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code bin/quorate} and the drop-in scripts do, as processes. */
@Timeout(120)
class ScriptsTest {

    private static final int EXIT_TERMINATED = 143;

    @TempDir Path folder;

    private Path cfg;
    private Scripts scripts;

    @BeforeEach
    void configure() throws IOException {
        scripts = new Scripts(folder);
        int port = FreePorts.next();
        cfg =
                Files.writeString(
                        folder.resolve("my.cfg"),
                        "tickTime=2000\ndataDir="
                                + folder.resolve("data")
                                + "\nclientPort="
                                + port
                                + "\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n");
    }

    @AfterEach
    void end() {
        scripts.close();
    }

    private Process start(String script, Map<String, String> environment, String... arguments)
            throws IOException {
        return scripts.start(script, environment, arguments);
    }

    private Ended run(String script, Map<String, String> environment, String... arguments)
            throws Exception {
        return scripts.run(script, environment, arguments);
    }

    private static void awaitLine(Process process, String part) throws IOException {
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<String> seen = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.add(line);
            if (line.contains(part)) {
                return;
            }
        }
        throw new AssertionError("\"" + part + "\" did not come: " + String.join("\n", seen));
    }

    @Test
    void theServerBecomesTheProcessOfTheShellAndEndsOnASignal() throws Exception {
        Process server = start("quorate", Map.of(), "server", cfg.toString());
        awaitLine(server, "Serving after");
        assertThat(server.info().command().orElseThrow()).endsWith("bin/java");
        assertThat(server.descendants()).isEmpty();
        server.destroy();
        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isEqualTo(EXIT_TERMINATED);
    }

    /** Once while it starts, and when it has just opened its port but not yet said so. */
    @ParameterizedTest
    @ValueSource(strings = {"Using config", "Clients are welcome", "Clients are welcome"})
    void aSignalDuringTheStartEndsItWithoutATrace(String line) throws Exception {
        Process server = start("quorate", Map.of(), "server", cfg.toString());
        awaitLine(server, line);
        server.toHandle().destroy(); // which leaves what it says readable
        String rest = new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isEqualTo(EXIT_TERMINATED);
        assertThat(rest).doesNotContain("Exception", "\tat ");
    }

    @Test
    void anAddressThatCannotBeFoundIsNamed() throws Exception {
        Files.writeString(cfg, Files.readString(cfg) + "clientPortAddress=nowhere.invalid\n");
        Ended ended = run("quorate", Map.of(), "server", cfg.toString());
        assertThat(ended.exitCode()).isNotZero();
        assertThat(ended.output().lines().toList().getLast())
                .startsWith("quorate: ")
                .contains("nowhere.invalid", "the name is unknown");
    }

    /** Two servers decide only together, so the one that answers has the vote of the other. */
    @Test
    void aMemberWithoutAClientPortVotes() throws Exception {
        String members =
                "initLimit=10\nsyncLimit=5\nserver.1=127.0.0.1:%d:%d\nserver.2=127.0.0.1:%d:%d\n"
                        .formatted(
                                FreePorts.next(),
                                FreePorts.next(),
                                FreePorts.next(),
                                FreePorts.next());
        Path mute = folder.resolve("mute");
        Files.writeString(Files.createDirectories(mute).resolve("myid"), "2\nsecond line\n");
        Path muteCfg =
                Files.writeString(folder.resolve("mute.cfg"), "dataDir=" + mute + "\n" + members);
        Files.writeString(Files.createDirectories(folder.resolve("data")).resolve("myid"), "1\n");
        Files.writeString(cfg, Files.readString(cfg) + members);
        Process voter = start("quorate", Map.of(), "server", muteCfg.toString());
        start("quorate", Map.of(), "server", cfg.toString());
        awaitLine(voter, "Serving after");
        Ended status = run("quorate", Map.of(), "status", cfg.toString());
        for (int tries = 0; tries < 20 && status.exitCode() != 0; tries++) {
            status = run("quorate", Map.of(), "status", cfg.toString());
        }
        assertThat(status.output()).containsPattern("Mode: (leader|follower)");
    }

    @Test
    void whereThePidFileIsDoesNotDependOnHowTheFileIsWritten() throws Exception {
        Path data = folder.resolve("data");
        for (String line : List.of("dataDir=%s\r\n", "dataDir : %s \n", "\tdataDir %s\r\n")) {
            Files.writeString(
                    cfg,
                    line.formatted(data)
                            + Files.readString(cfg)
                                    .lines()
                                    .filter(each -> !each.contains("dataDir"))
                                    .map(each -> each + "\r\n")
                                    .collect(Collectors.joining()));
            Ended ended = run("quorate", Map.of(), "stop", cfg.toString());
            assertThat(ended.output())
                    .contains("could not find file " + data + "/zookeeper_server.pid)");
        }
    }

    @Test
    void aRefusedConfigurationIsOneSentenceAndAnExitCode() throws Exception {
        Files.writeString(cfg, Files.readString(cfg) + "quorate.storage=lmdb\n");
        Ended ended = run("quorate", Map.of(), "server", cfg.toString());
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.output().lines().toList().getLast())
                .isEqualTo(
                        "quorate: quorate.storage is lmdb, but no plugin in plugins/ offers that; there is filelog, memory");
    }

    /** Every process the script makes is time before the server begins. */
    @Test
    void onTheWayToTheServerTheScriptRunsNoOtherProgram() throws Exception {
        Map<String, String> environment =
                Map.of("PATH", "/nowhere", "JAVA_HOME", System.getProperty("java.home"));
        Ended ended = run("quorate", environment, "print-cmd", cfg.toString());
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.output().lines().toList())
                .hasSize(2)
                .last()
                .asString()
                .endsWith("io.quorate.launcher.Main " + cfg);
    }

    @Test
    void theScriptIsFoundBehindALinkAndByARelativePath() throws Exception {
        String home = "-Dquorate.home=" + Distribution.HOME + " ";
        Path link =
                Files.createSymbolicLink(
                        folder.resolve("link"), Distribution.HOME.resolve("bin/quorate"));
        Path odd = Distribution.HOME.resolve("bin/../conf/../bin/quorate");
        String relative = folder.toRealPath().relativize(odd).toString();
        for (String script : List.of(link.toString(), "./link", odd.toString(), relative)) {
            Ended ended = run("/bin/sh", Map.of(), "-c", script + " print-cmd " + cfg);
            assertThat(ended.exitCode()).as(script).isZero();
            assertThat(ended.output()).as(script).contains(home);
        }
    }

    @Test
    void aMissingConfigurationIsNamed() throws Exception {
        Ended ended = run("quorate", Map.of(), "server", "nowhere.cfg");
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.output()).contains("there is no configuration file nowhere.cfg");
    }

    @Test
    void theDropInScriptStartsAsksAndStopsAServer() throws Exception {
        Map<String, String> environment =
                Map.of(
                        "ZOOCFGDIR",
                        folder.toString(),
                        "ZOOCFG",
                        "my.cfg",
                        "SERVER_JVMFLAGS",
                        "-Xmx200m -Dmarked=yes");
        try {
            assertThat(run("zkServer.sh", environment, "start").output()).contains("STARTED");
            long pid =
                    Long.parseLong(
                            Files.readString(folder.resolve("data/zookeeper_server.pid")).trim());
            ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
            assertThat(server.info().commandLine().orElseThrow())
                    .contains("-Dmarked=yes", "-Xmx200m");
            assertThat(run("zkServer.sh", environment, "start").output())
                    .contains("already running");
            Ended status = run("zkServer.sh", environment, "status");
            assertThat(status.output()).contains("Client port found", "Mode: standalone");
            String port =
                    Files.readAllLines(cfg).stream()
                            .filter(l -> l.startsWith("clientPort="))
                            .findFirst()
                            .orElseThrow()
                            .substring(11);
            assertThat(
                            run("zkCli.sh", Map.of(), "-server", "127.0.0.1:" + port, "ls", "/")
                                    .output())
                    .contains("[zookeeper]");
            try (var logs = Files.list(folder.resolve("logs"))) {
                assertThat(logs).anyMatch(p -> p.getFileName().toString().endsWith(".log"));
            }
            assertThat(run("zkServer.sh", environment, "stop").output()).contains("STOPPED");
            assertThat(server.isAlive()).isFalse();
            Ended stopped = run("zkServer.sh", environment, "status");
            assertThat(stopped.exitCode()).isEqualTo(1);
            assertThat(stopped.output())
                    .contains("Error contacting service. It is probably not running.");
        } finally {
            run("zkServer.sh", environment, "stop");
        }
    }

    @Test
    void theFlagsOfTheUserComeLastAndReplaceTheCollector() throws Exception {
        Map<String, String> environment =
                Map.of(
                        "SERVER_JVMFLAGS",
                        "-XX:+UseParallelGC",
                        "JVMFLAGS",
                        "-Da=b",
                        "ZK_SERVER_HEAP",
                        "321");
        String command = run("zkServer.sh", environment, "print-cmd", cfg.toString()).output();
        assertThat(command)
                .contains("-Xmx321m", "-Da=b -XX:+UseParallelGC", "io.quorate.launcher.Main " + cfg)
                .doesNotContain("UseG1GC");
        assertThat(run("quorate", Map.of(), "print-cmd", cfg.toString()).output())
                .contains("-XX:+UseG1GC");
    }

    /** The archive the build has made. */
    private static Path archive() {
        Path archive = Distribution.HOME.resolve("cache/server.aot");
        assumeTrue(Files.exists(archive), "the build has made no archive of classes");
        return archive;
    }

    @Test
    void aPortForJmxLeavesTheArchiveOfClassesInUse() throws Exception {
        String archive = archive().toString();
        int port = FreePorts.next();
        Process server =
                start("quorate", Map.of("JMXPORT", String.valueOf(port)), "server", cfg.toString());
        awaitLine(server, "Serving after");
        assertThat(Files.readString(Path.of("/proc/" + server.pid() + "/maps"))).contains(archive);
        JMXServiceURL url =
                new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi");
        try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
            assertThat(connector.getMBeanServerConnection().getMBeanCount()).isPositive();
        }
    }

    @Test
    void aPortForJmxThatIsTakenEndsTheStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            String port = String.valueOf(taken.getLocalPort());
            Ended ended = run("quorate", Map.of("JMXPORT", port), "server", cfg.toString());
            assertThat(ended.exitCode()).isEqualTo(2);
            assertThat(ended.output().lines().toList().getLast())
                    .startsWith("quorate: the port for JMX, " + port + ", cannot be had: ");
        }
    }

    @Test
    void anArchiveOfClassesThatIsNotUsedIsToldOf() throws Exception {
        String archive = archive().toString();
        Process server =
                start(
                        "quorate",
                        Map.of("JVMFLAGS", "--add-opens=java.base/java.util=ALL-UNNAMED"),
                        "server",
                        cfg.toString());
        awaitLine(
                server,
                "WARN  [archive] ClassArchive - The archive of classes "
                        + archive
                        + " is not used");
    }

    @Test
    void anArchiveThatCannotBeMadeIsAnError() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home/bin")).getParent();
        for (String script : List.of("quorate", "quorate-env.sh", "find-java.sh")) {
            Files.copy(
                    Distribution.HOME.resolve("bin").resolve(script),
                    home.resolve("bin").resolve(script));
        }
        Ended ended = run(home.resolve("bin/quorate").toString(), Map.of(), "prepare");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output())
                .startsWith("Archiving the classes of the server in " + home)
                .contains("FAILED")
                .endsWith("quorate: could not archive the classes; the server starts without\n");
        assertThat(home.resolve("cache/server.aot")).doesNotExist();
    }

    @Test
    void theVersionIsPrinted() throws Exception {
        assertThat(run("quorate", Map.of(), "version").output()).matches("quorate [0-9.]+\n");
        assertThat(run("zkServer.sh", Map.of(), "version").output()).matches("quorate [0-9.]+\n");
    }

    @Test
    void anUnknownCommandExplainsTheKnownOnes() throws Exception {
        Ended ended = run("quorate", Map.of(), "dance");
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.output())
                .contains("there is no command dance", "quorate server [zoo.cfg]");
        assertThat(run("zkServer.sh", Map.of(), "dance").exitCode()).isEqualTo(1);
        Ended unfinished = run("zkServer.sh", Map.of(), "--config");
        assertThat(unfinished.output()).startsWith("Usage: ");
        assertThat(unfinished.exitCode()).isEqualTo(1);
    }
}
