package io.quorate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.FreePorts;
import io.quorate.distribution.Scripts.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code start}, {@code stop} and {@code status} promise, and where the log is. */
@Timeout(120)
class StartAndStopTest {

    @TempDir Path folder;

    private Scripts scripts;
    private int port;
    private Path cfg;
    private Path pidFile;

    @BeforeEach
    void configure() throws IOException {
        scripts = new Scripts(folder);
        port = FreePorts.next();
        cfg = configuration("my.cfg", "clientPort=" + port + "\nclientPortAddress=127.0.0.1\n");
        pidFile = folder.resolve("data/zookeeper_server.pid");
    }

    @AfterEach
    void end() throws Exception {
        scripts.run("quorate", Map.of(), "stop", cfg.toString());
        scripts.close();
    }

    private Path configuration(String name, String lines) throws IOException {
        return Files.writeString(
                folder.resolve(name),
                "tickTime=2000\ninitLimit=10\nsyncLimit=5\nadmin.enableServer=false\ndataDir="
                        + folder.resolve("data")
                        + "\n"
                        + lines);
    }

    private Ended run(String command) throws Exception {
        return scripts.run("quorate", Map.of(), command, cfg.toString());
    }

    private ProcessHandle server() throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip())).orElseThrow();
    }

    private List<Path> logs(String part) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("logs"))) {
            return files.filter(file -> file.getFileName().toString().contains(part))
                    .sorted()
                    .toList();
        }
    }

    private static String text(List<Path> files) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : files) {
            all.append(Files.readString(file));
        }
        return all.toString();
    }

    @Test
    void aStartEndsWellOnceTheServerAnswers() throws Exception {
        assertThat(run("start").exitCode()).isZero();
        Ended status = run("status");
        assertThat(status.exitCode()).isZero();
        assertThat(status.output())
                .contains(
                        "Client port found: "
                                + port
                                + ". Client address: 127.0.0.1. Client SSL: false.",
                        "Mode: standalone");
    }

    @Test
    void aStartThatFailsSaysWhyAndLeavesNothingBehind() throws Exception {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            Ended ended = run("start");
            assertThat(taken.isBound()).isTrue();
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.output()).contains("FAILED TO START", "quorate: clientPort", "in use");
        }
        assertThat(pidFile).doesNotExist();
        Ended stop = run("stop");
        assertThat(stop.exitCode()).isZero();
        assertThat(stop.output()).contains("no quorate to stop");
    }

    @Test
    void aStartOfAServerThatTakesLongerIsNoSuccess() throws Exception {
        Ended ended =
                scripts.run(
                        "quorate", Map.of("QUORATE_START_SECONDS", "0"), "start", cfg.toString());
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output())
                .contains("NOT YET SERVING", "goes on as process " + server().pid());
        assertThat(run("stop").output()).contains("STOPPED");
    }

    @Test
    void theProcessOfAnotherProgramIsNeitherTakenForTheServerNorStopped() throws Exception {
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            Files.createDirectories(pidFile.getParent());
            Files.writeString(pidFile, other.pid() + "\n");
            Ended stop = run("stop");
            assertThat(stop.output()).contains("no quorate to stop", "has ended");
            assertThat(other.isAlive()).isTrue();
            Files.writeString(pidFile, other.pid() + "\n");
            assertThat(run("start").exitCode()).isZero();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void aServerThatIsNotDoneIsNeverKilled() throws Exception {
        assertThat(run("start").exitCode()).isZero();
        ProcessHandle server = server();
        signal(server, "STOP");
        Ended stop =
                scripts.run("quorate", Map.of("QUORATE_STOP_SECONDS", "1"), "stop", cfg.toString());
        assertThat(stop.exitCode()).isEqualTo(1);
        assertThat(stop.output()).contains("STILL RUNNING", "Process " + server.pid());
        assertThat(server.isAlive()).isTrue();
        signal(server, "CONT");
        server.onExit().get(30, TimeUnit.SECONDS);
    }

    private static void signal(ProcessHandle process, String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    @Test
    void aRestartKeepsTheLog() throws Exception {
        assertThat(run("start").exitCode()).isZero();
        long first = server().pid();
        assertThat(run("restart").exitCode()).isZero();
        assertThat(server().pid()).isNotEqualTo(first);
        assertThat(text(logs(".log")).split("Serving after", -1)).hasSize(3);
    }

    @Test
    void theLogIsCutIntoFilesAndNothingIsLost() throws Exception {
        Map<String, String> flags =
                Map.of(
                        "SERVER_JVMFLAGS",
                        "-Dquorate.log.level=TRACE -Dquorate.log.file.bytes=4000");
        for (int round = 0; round < 3; round++) {
            assertThat(scripts.run("quorate", flags, "start", cfg.toString()).exitCode()).isZero();
            assertThat(run("stop").output()).contains("STOPPED");
        }
        assertThat(logs(".log.")).hasSizeGreaterThan(1);
        assertThat(text(logs(".log")).split("Serving after", -1)).hasSize(4);
    }

    @Test
    void anotherConfigurationOfTheLogIsTakenFromTheFolderOfTheConfiguration() throws Exception {
        Files.writeString(
                folder.resolve("logback.xml"),
                """
                <configuration>
                  <appender name="MINE" class="ch.qos.logback.core.FileAppender">
                    <file>${zookeeper.log.dir}/mine.txt</file>
                    <encoder><pattern>mine %msg%n</pattern></encoder>
                  </appender>
                  <root level="INFO"><appender-ref ref="MINE"/></root>
                </configuration>
                """);
        Map<String, String> environment = Map.of("ZOOCFGDIR", folder.toString());
        assertThat(scripts.run("quorate", environment, "start", cfg.toString()).exitCode())
                .isZero();
        assertThat(Files.readString(folder.resolve("logs/mine.txt")))
                .contains("mine Serving after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.env", "zookeeper-env.sh"})
    void theFilesOfTheEnvironmentMayBeWrittenForBash(String name) throws Exception {
        Files.writeString(
                folder.resolve(name),
                """
                function mark() { echo "-Dmarked.by=$1"; }
                marks=(one two)
                if [[ ${#marks[@]} -eq 2 && -z $NOTHING ]]; then
                    SERVER_JVMFLAGS+=" $(mark "${marks[1]}")"
                fi
                """);
        Map<String, String> environment = new HashMap<>(Map.of("ZOOCFGDIR", folder.toString()));
        environment.put("SERVER_JVMFLAGS", "-Dfirst=yes");
        for (String script : List.of("quorate", "zkServer.sh")) {
            Ended ended = scripts.run(script, environment, "print-cmd", cfg.toString());
            assertThat(ended.output()).as(script).contains(" -Dfirst=yes -Dmarked.by=two ");
        }
    }

    /** With reconfigEnabled a server writes its configuration that way at its first start. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theClientPortIsFoundInTheLineOfTheServer(boolean dynamic) throws Exception {
        String line =
                "server.3=127.0.0.1:"
                        + FreePorts.next()
                        + ":"
                        + FreePorts.next()
                        + ";127.0.0.1:"
                        + port
                        + "\n";
        Path members = folder.resolve("members.dynamic.0");
        Files.writeString(members, line);
        cfg =
                configuration(
                        "my.cfg",
                        dynamic
                                ? "reconfigEnabled=true\ndynamicConfigFile=" + members + "\n"
                                : "standaloneEnabled=false\n" + line);
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/myid"), "3\n");
        assertThat(run("start").exitCode()).isZero();
        Ended status = run("status");
        for (int tries = 0; status.exitCode() != 0 && tries < 30; tries++) {
            status = run("status");
        }
        assertThat(status.output()).contains("Client port found: " + port + ".", "Mode: ");
    }

    @Test
    void everyCommandExplainsItself() throws Exception {
        for (String command :
                List.of(
                        "server",
                        "start",
                        "stop",
                        "restart",
                        "status",
                        "ensemble",
                        "leader",
                        "version",
                        "print-cmd",
                        "prepare",
                        "shell",
                        "help")) {
            Ended ended = scripts.run("quorate", Map.of(), command, "--help");
            assertThat(ended.exitCode()).as(command).isZero();
            assertThat(ended.output()).as(command).containsIgnoringCase("usage");
        }
        Ended none = scripts.run("quorate", Map.of(), "--help");
        assertThat(none.exitCode()).isZero();
        assertThat(scripts.run("zkServer.sh", Map.of(), "--help").exitCode()).isZero();
    }
}
