package io.quorate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/quorate ensemble}, {@code status} and {@code leader transfer}, as processes. */
@Timeout(180)
class EnsembleScriptTest {

    @TempDir Path folder;

    private Scripts scripts;

    @BeforeEach
    void begin() {
        scripts = new Scripts(folder);
    }

    @AfterEach
    void end() {
        scripts.close();
    }

    private Scripts.Ended run(String... arguments) throws Exception {
        return scripts.run("quorate", Map.of(), arguments);
    }

    @Test
    void threeServersServeNameTheirLeaderAndHandOver() throws Exception {
        int port = EnsemblePorts.free();
        Process ensemble =
                scripts.start(
                        "quorate", Map.of(), "ensemble", "3", "local", Integer.toString(port));
        BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(ensemble.getInputStream(), StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            lines.add(line);
            if (line.startsWith("Try:")) {
                break;
            }
        }
        assertThat(lines).hasSize(5);
        assertThat(lines.getFirst()).startsWith("Server 1: clients 127.0.0.1:" + port);
        assertThat(lines.get(3)).matches("Leader: server [123] at 127.0.0.1:\\d+");
        String leader = lines.get(3).substring("Leader: server ".length()).substring(0, 1);

        Scripts.Ended status = run("status", "local/" + leader + "/zoo.cfg");
        assertThat(status.exitCode()).isZero();
        assertThat(status.output()).contains("Mode: leader", lines.get(3));

        Scripts.Ended handedOver = run("leader", "transfer", "local/1/zoo.cfg");
        assertThat(handedOver.output())
                .containsPattern("Server [123] leads.")
                .doesNotContain("Server " + leader + " leads.");
        assertThat(handedOver.exitCode()).isZero();
        assertThat(run("status", "local/" + leader + "/zoo.cfg").output())
                .contains("Mode: follower");
        // Numbers no election would choose.
        for (String named : List.of("1", "2")) {
            Scripts.Ended moved = transferOnceInStep(named);
            if (moved.output().contains("This server leads already.")) {
                assertThat(moved.exitCode()).isEqualTo(1);
            } else {
                assertThat(moved.output()).endsWith("Server " + named + " leads.\n");
                assertThat(moved.exitCode()).isZero();
            }
        }
        Scripts.Ended nobody = run("leader", "transfer", "local/1/zoo.cfg", "9");
        assertThat(nobody.exitCode()).isEqualTo(1);
        assertThat(nobody.output()).contains("Server 9 is no voter in step with this leader.");

        List<ProcessHandle> servers = ensemble.descendants().toList();
        assertThat(servers).hasSize(3);
        ensemble.destroy();
        assertThat(ensemble.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(servers).noneMatch(ProcessHandle::isAlive);

        ensemble = scripts.start("quorate", Map.of(), "ensemble", "3", "local");
        BufferedReader again = ensemble.inputReader();
        assertThat(again.readLine()).startsWith("Server 1: clients 127.0.0.1:" + port);
        while (!again.readLine().startsWith("Try:")) {
            // until all are started, so that all are ended
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5 local", "3 local 3181", "2 local 2281"})
    void aDirectoryWithAnotherEnsembleIsLeftAlone(String arguments) throws Exception {
        configureWithoutData();
        Scripts.Ended ended = run(("ensemble " + arguments).split(" "));
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.output())
                .startsWith("quorate: in local is an ensemble of 3 servers from port 2281 on");
        assertThat(folder.resolve("local/4")).doesNotExist();
    }

    /** A configuration with such a port would be in the way of every later try. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "08", "63900", "99999", "99999999999999999999"})
    void aPortThatLeavesNoRoomIsRefusedBeforeAnythingIsWritten(String port) throws Exception {
        Scripts.Ended ended = run("ensemble", "3", "local", port);
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.output().lines().toList()).hasSize(1);
        assertThat(folder.resolve("local")).doesNotExist();
    }

    /** Right after a change of leader a server may not have been brought in step yet. */
    private Scripts.Ended transferOnceInStep(String successor) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        Scripts.Ended moved;
        do {
            moved = run("leader", "transfer", "local/1/zoo.cfg", successor);
        } while (moved.output().contains("is no voter in step") && System.nanoTime() < end);
        return moved;
    }

    @Test
    void aServerThatIsAloneHasNobodyToHandOverTo() throws Exception {
        Path file = Files.writeString(folder.resolve("zoo.cfg"), "dataDir=data\nclientPort=2181\n");
        Scripts.Ended ended = run("leader", "transfer", file.toString());
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output())
                .contains(
                        "names no other server: a server that is alone has nobody to hand over to.");
    }

    @Test
    void aSizeThatMakesNoEnsembleIsRefused() throws Exception {
        for (String size : List.of("many", "1")) {
            Scripts.Ended ended = run("ensemble", size);
            assertThat(ended.exitCode()).isEqualTo(2);
            assertThat(ended.output())
                    .contains("an ensemble of \"" + size + "\" servers cannot be started");
        }
    }

    @Test
    void theServerThatEndsSaysWhy() throws Exception {
        configureWithoutData();
        Scripts.Ended ended = run("ensemble", "3", "local");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output())
                .containsPattern("server [123] has ended; see the logs in .*local")
                .contains("dataDir");
    }

    /** A directory of three servers that cannot start. */
    private void configureWithoutData() throws IOException {
        for (int id = 1; id <= 3; id++) {
            Path own = Files.createDirectories(folder.resolve("local").resolve("" + id));
            Files.writeString(
                    own.resolve("zoo.cfg"),
                    """
                    clientPort=%d
                    server.1=127.0.0.1:2981:3981
                    server.2=127.0.0.1:2982:3982
                    server.3=127.0.0.1:2983:3983
                    """
                            .formatted(2280 + id));
        }
    }
}
