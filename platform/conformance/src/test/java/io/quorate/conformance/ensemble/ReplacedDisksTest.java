package io.quorate.conformance.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.testkit.matrix.ForEveryAssembly;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.matrix.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Most servers come back with empty disks, form an ensemble and serve; then the rest returns with a
 * later history. It stays out, the others go on, and an operator has two ways to end that. In the
 * names of the cases Z is a ZooKeeper: whoever leads, and whoever returns. {@code
 * -Dconformance.mixed=all} runs them all.
 */
@ForEveryAssembly
@Requires({Requirement.PEERS, Requirement.DURABLE_STORAGE})
@Timeout(600)
class ReplacedDisksTest {

    private static final String STAYS_OUT = "stays out: it has epoch ";
    private static final int NODES = 40;

    @TempDir Path directory;

    private MixedEnsemble ensemble(String kinds) throws IOException {
        return new MixedEnsemble(
                directory,
                kinds,
                (id, spec) -> spec.with("tickTime", 200).with("4lw.commands.whitelist", "*, hand"));
    }

    /** What servers serve, and how many of the last ones keep their disks. */
    static Stream<String> cases() {
        return MixedEnsemble.cases("QQQ 1", "QZQ 1", "ZZQ 1", "QQZ 1", "QQQQQ 2", "QQQQQ 1");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theOneThatReturnsStaysOutAndTheOthersGoOn(String what) throws Exception {
        String kinds = what.substring(0, what.indexOf(' '));
        long kept = Long.parseLong(what.substring(what.indexOf(' ') + 1));
        long first = kinds.length() - kept + 1;
        try (MixedEnsemble ensemble = ensemble(kinds)) {
            loseDisks(ensemble, first);
            long leader = ensemble.servers().awaitLeader();
            ensemble.write(1, "/new", NODES);
            for (long id = first; id <= ensemble.size(); id++) {
                returns(ensemble, kinds, id, leader);
            }
            ensemble.kill(first);
            returns(ensemble, kinds, first, leader);
            if (kinds.charAt((int) first - 1) == 'Q') {
                ensemble.kill(first);
                Ended ended = run(directory.resolve(first + "/zoo.cfg"), "discard");
                assertThat(ended.output).contains("The history is in ", "version-2.discarded-");
                assertThat(ended.exitCode).isZero();
                ensemble.bringBack(first);
                assertThat(ensemble.mode(first)).isEqualTo("follower");
                assertThat(ensemble.servers().leader()).isEqualTo(leader);
                ensemble.write(first, "/together", NODES);
            }
        }
    }

    /** Server {@code first} and those behind it keep their disks, and stay down. */
    private static void loseDisks(MixedEnsemble ensemble, long first) throws IOException {
        ensemble.start();
        long leader = ensemble.servers().awaitLeader();
        ensemble.server(1).awaitAnswer();
        ensemble.write(1, "/old", NODES);
        ensemble.kill(leader);
        ensemble.servers().awaitLeader();
        ensemble.bringBack(leader);
        ensemble.server(1).awaitAnswer();
        ensemble.write(1, "/older", NODES);
        for (long id = 1; id <= ensemble.size(); id++) {
            ensemble.kill(id);
        }
        for (long id = 1; id < first; id++) {
            ensemble.empty(id);
        }
        for (long id = 1; id < first; id++) {
            ensemble.launch(id);
        }
        for (long id = 1; id < first; id++) {
            ensemble.server(id).awaitAnswer();
        }
    }

    private static void returns(MixedEnsemble ensemble, String kinds, long id, long leader)
            throws Exception {
        int from = ensemble.logEnd(id);
        ensemble.launch(id);
        if (kinds.charAt((int) id - 1) == 'Q') {
            ensemble.awaitLog(id, from, STAYS_OUT);
            assertThat(ensemble.log(id, from))
                    .contains("quorate history discard", "quorate history adopt");
        } else {
            TimeUnit.SECONDS.sleep(5); // it says nothing of the kind
        }
        ensemble.write(1, "/beside-" + id + "-" + from, NODES);
        assertThat(ensemble.servers().leader()).isEqualTo(leader);
        for (long other = 1; other <= ensemble.size(); other++) {
            if (other < id) {
                assertThat(ensemble.server(other).alive()).isTrue();
            }
        }
        assertThat(ensemble.server(id).alive()).isTrue();
        assertThat(ensemble.mode(id)).isNotIn("leader", "follower");
    }

    @Test
    void theEnsembleAdoptsTheHistoryThatReturns() throws Exception {
        try (MixedEnsemble ensemble = ensemble("QQQ")) {
            loseDisks(ensemble, 3);
            long leader = ensemble.servers().awaitLeader();
            ensemble.write(1, "/new", NODES);
            returns(ensemble, "QQQ", 3, leader);
            Ended ended = run(configurationWithClientPorts(ensemble), "adopt");
            assertThat(ended.output).contains("Server 3 leads. The ensemble has its history now.");
            assertThat(ended.exitCode).isZero();
            for (long id = 1; id <= 3; id++) {
                ensemble.server(id).awaitAnswer();
            }
            assertThat(ensemble.assertEqualTrees().keySet())
                    .contains("/old-0", "/older-" + (NODES - 1))
                    .doesNotContain("/new-0");
            ensemble.write(1, "/together", NODES);
        }
    }

    private Path configurationWithClientPorts(MixedEnsemble ensemble) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("dataDir=" + ensemble.server(3).dataDir());
        lines.add("initLimit=10\nsyncLimit=5");
        for (long id = 1; id <= 3; id++) {
            lines.add(
                    "server."
                            + id
                            + "="
                            + ensemble.servers().member(id)
                            + ";127.0.0.1:"
                            + ensemble.server(id).port());
        }
        return Files.write(directory.resolve("tools.cfg"), lines);
    }

    private record Ended(int exitCode, String output) {}

    private static Ended run(Path configuration, String way) throws Exception {
        Path home =
                Path.of(System.getProperty("quorate.home", "../../distribution/target/quorate"));
        ProcessBuilder builder =
                new ProcessBuilder(
                                home.resolve("bin/quorate").toString(),
                                "history",
                                way,
                                configuration.toString())
                        .redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("ZOO") || name.endsWith("JVMFLAGS"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }
}
