package io.quorate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.FreePorts;
import io.quorate.distribution.Scripts.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scripts for data files that carry ZooKeeper's names, and the one that others source. */
@Timeout(120)
class DropInScriptsTest {

    @TempDir Path folder;

    private Scripts scripts;
    private Path cfg;
    private Path data;

    @BeforeEach
    void configure() throws IOException {
        scripts = new Scripts(folder);
        data = folder.resolve("data");
        cfg =
                Files.writeString(
                        folder.resolve("zoo.cfg"),
                        "dataDir="
                                + data
                                + "\nclientPort="
                                + FreePorts.next()
                                + "\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n");
    }

    @AfterEach
    void end() throws Exception {
        run("zkServer.sh", "stop");
        scripts.close();
    }

    private Ended run(String script, String... arguments) throws Exception {
        return scripts.run(script, Map.of("ZOOCFGDIR", folder.toString()), arguments);
    }

    private Path file(String kind) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("version-2"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(kind + "."))
                    .sorted()
                    .toList()
                    .getLast();
        }
    }

    @Test
    void aNewServerGetsItsDirectoryAndItsNumber() throws Exception {
        Ended made = run("zkServer-initialize.sh", "--myid=7");
        assertThat(made.exitCode()).isZero();
        assertThat(made.output()).contains("Using myid of 7");
        assertThat(data.resolve("version-2")).isDirectory();
        assertThat(data.resolve("initialize")).exists();
        assertThat(data.resolve("myid")).hasContent("7\n");
        assertThat(run("zkServer-initialize.sh", "--myid=8").exitCode())
                .as("there is no data yet")
                .isZero();
        Files.writeString(data.resolve("version-2/log.1"), "data");
        Ended again = run("zkServer-initialize.sh", "--configfile", cfg.toString());
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.output()).contains("there is data in " + data.resolve("version-2"));
        assertThat(data.resolve("version-2/log.1")).exists();
        Ended forced = run("zkServer-initialize.sh", "--force");
        assertThat(forced.exitCode()).isZero();
        assertThat(forced.output()).contains("No myid provided");
        assertThat(data.resolve("version-2/log.1")).doesNotExist();
        assertThat(run("zkServer-initialize.sh", "--myid=x").exitCode()).isEqualTo(2);
    }

    @Test
    void dataFilesAreShownAndCleanedUp() throws Exception {
        assertThat(run("zkServer.sh", "start").exitCode()).isZero();
        assertThat(run("zkServer.sh", "stop").output()).contains("STOPPED");
        Ended snapshot = run("zkSnapShotToolkit.sh", file("snapshot").toString());
        assertThat(snapshot.exitCode()).isZero();
        assertThat(snapshot.output()).contains("ZNode Details (count=", "/zookeeper/quota");
        Ended log = run("zkTxnLogToolkit.sh", "-d", data.resolve("version-2/log.1").toString());
        assertThat(log.exitCode()).isEqualTo(1);
        assertThat(log.output()).contains("log.1");
        Ended cleanup = run("zkCleanup.sh", "-n", "3");
        assertThat(cleanup.output()).doesNotContain("Removing");
        assertThat(cleanup.exitCode()).isZero();
        assertThat(run("zkCleanup.sh", data.toString(), "-n", "2").exitCode()).isEqualTo(2);
        assertThat(run("zkCleanup.sh", cfg.toString(), "-n", "3").exitCode()).isZero();
        Path other = Files.writeString(folder.resolve("other.cfg"), "clientPort=2181\n");
        Ended nowhere = run("zkCleanup.sh", other.toString(), "-n", "3");
        assertThat(nowhere.exitCode()).isEqualTo(1);
        assertThat(nowhere.output()).contains("dataDir is not set in " + other);
    }

    @Test
    void othersSourceTheEnvironment() throws Exception {
        Path theirs =
                Files.writeString(
                        folder.resolve("theirs.sh"),
                        """
                        ZOOBINDIR=%s
                        . "$ZOOBINDIR/zkEnv.sh"
                        "$JAVA" -cp "$CLASSPATH" $CLIENT_JVMFLAGS io.quorate.launcher.FourLetterClient
                        echo "prefix $ZOOKEEPER_PREFIX configuration $ZOOCFG heap $SERVER_JVMFLAGS"
                        """
                                .formatted(Distribution.HOME.resolve("bin")));
        for (String shell : new String[] {"/bin/sh", "/bin/bash"}) {
            if (Files.isExecutable(Path.of(shell))) {
                Ended ended = run(shell, theirs.toString());
                assertThat(ended.output())
                        .as(shell)
                        .contains(
                                "FourLetterClient",
                                "prefix " + Distribution.HOME,
                                "configuration " + cfg,
                                "heap -Xmx1000m");
            }
        }
    }

    @Test
    void everyScriptExplainsItself() throws Exception {
        for (String script :
                new String[] {
                    "zkServer.sh",
                    "zkCli.sh",
                    "zkCleanup.sh",
                    "zkTxnLogToolkit.sh",
                    "zkSnapShotToolkit.sh",
                    "zkServer-initialize.sh"
                }) {
            Ended ended = run(script, "--help");
            assertThat(ended.exitCode()).as(script).isZero();
            assertThat(ended.output()).as(script).containsIgnoringCase("usage");
        }
    }

    @Test
    void theArchiveCarriesPagesAndLicences() {
        assertThat(Distribution.HOME.resolve("docs/OPERATIONS.md")).exists();
        assertThat(Distribution.HOME.resolve("licenses/THIRD-PARTY.md")).exists();
    }
}
