package io.quorate.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process as scripts see it: arguments in, text and exit code out. */
@Timeout(30)
class ShellMainTest {

    private static final String CONNECTED =
            "\nWATCHER::\n\nWatchedEvent state:SyncConnected type:None path:null zxid: -1\n";

    private static ReferenceServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new ReferenceServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** What came of a run. */
    private record Outcome(int exitCode, String out, String err) {}

    private static Outcome run(InputStream in, List<String> arguments) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream outPrinter = new PrintStream(out, false, StandardCharsets.UTF_8);
        int exitCode =
                ShellMain.run(
                        arguments.toArray(String[]::new),
                        in,
                        outPrinter,
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        outPrinter.flush();
        return new Outcome(
                exitCode,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }

    private static Outcome once(String... command) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-server", server.address()));
        arguments.addAll(List.of(command));
        return run(InputStream.nullInputStream(), arguments);
    }

    private static Outcome script(String script, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-server", server.address()));
        arguments.addAll(List.of(options));
        return run(new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8)), arguments);
    }

    @Test
    void oneCommand() throws Exception {
        assertThat(once("create", "/one", "two words"))
                .isEqualTo(new Outcome(0, connecting() + CONNECTED, "Created /one\n"));
        assertThat(once("get", "/one"))
                .isEqualTo(new Outcome(0, connecting() + CONNECTED + "two words\n", ""));
        assertThat(once("get", "/none"))
                .isEqualTo(
                        new Outcome(1, connecting() + CONNECTED, "Node does not exist: /none\n"));
        assertThat(once("nonsense").exitCode()).isEqualTo(127);
        assertThat(once("").exitCode()).isEqualTo(127);
        assertThat(once("help").exitCode()).isEqualTo(0);
        assertThat(once("redo", "0"))
                .extracting(Outcome::exitCode, Outcome::err)
                .containsExactly(1, "Command index out of range\n");
        assertThat(once("version").out()).contains("ZooKeeper CLI version: 3.9.5-quorate-");
    }

    @Test
    void theHelpNamesTheStartOptions() throws Exception {
        Outcome help = run(InputStream.nullInputStream(), List.of("--help"));
        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains(
                        "-server host:port",
                        "-timeout ",
                        "-r ",
                        "-waitforconnection",
                        "-client-configuration ",
                        "getAllChildrenNumber path");
    }

    private static String connecting() {
        return "Connecting to " + server.address() + "\n";
    }

    @Test
    void aNumberThatIsNoneIsRefused() throws Exception {
        assertThat(once("set", "/one", "x", "-v", "abc"))
                .extracting(Outcome::exitCode, Outcome::err)
                .containsExactly(1, "-v argument must be an int value\n");
        assertThat(once("set", "/one", "x!", "-b").err()).startsWith("data is not valid base64");
        assertThat(once("reconfig", "-remove", "1", "-v", "xyz").err()).contains("-v argument");
        assertThat(once("delete", "/one", "extra").err())
                .contains("version argument must be an int value");
    }

    @Test
    void aScriptRunsToItsEndAndEndsAsItsLastCommand() throws Exception {
        Outcome outcome = script("create /s 1\n\n   \nget /s\nget /none\nset /s ü\nget /s\n");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .isEqualTo(
                        connecting()
                                + "Welcome to ZooKeeper!\nJLine support is disabled\n"
                                + CONNECTED
                                + "1\nü\n");
        assertThat(outcome.err()).isEqualTo("Created /s\nNode does not exist: /none\n");
        assertThat(script("get /none").exitCode()).isEqualTo(1);
    }

    @Test
    void quitEndsAScript() throws Exception {
        Outcome outcome = script("sync /\nquit\nget /s\n");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .endsWith(
                        "Sync is OK\n\nWATCHER::\n\nWatchedEvent state:Closed type:None path:null zxid: -1\n");
    }

    @Test
    void anEphemeralNodeOutlivesTheCommandThatMadeIt() throws Exception {
        assertThat(once("create", "-e", "/eph", "x").exitCode()).isZero();
        assertThat(once("get", "/eph").out()).endsWith("\nx\n");
    }

    @Test
    void connectsToAnotherServer() throws Exception {
        once("create", "/there");
        Outcome outcome =
                script(
                        "ls /\nconnect "
                                + server.address()
                                + "/there\nls /\nconnect bad:port\nls /\n",
                        "-waitforconnection");
        assertThat(outcome.out()).endsWith("type:None path:null zxid: -1\n[]\n[]\n");
        assertThat(outcome.err()).isEqualTo("Invalid port in connect string: bad:port\n");
    }

    @Test
    void startOptions(@TempDir Path directory) throws Exception {
        Path configuration =
                Files.writeString(
                        directory.resolve("client.properties"), "jute.maxbuffer=0x100000\n");
        String file = configuration.toString();
        assertThat(
                        once(
                                        "-timeout",
                                        "5000",
                                        "-r",
                                        "-waitforconnection",
                                        "-client-configuration",
                                        file,
                                        "ls",
                                        "/")
                                .exitCode())
                .isZero();
        assertThat(once("-unknown", "ls", "/").err())
                .isEqualTo("Unknown option -unknown is ignored\n");
        assertThat(once("-timeout", "soon", "ls", "/"))
                .isEqualTo(
                        new Outcome(
                                1,
                                "",
                                "-timeout must be a positive number of milliseconds, not soon\n"));
        assertThat(once("-client-configuration", "/nonexistent", "ls", "/"))
                .isEqualTo(
                        new Outcome(
                                2,
                                "",
                                "Error while processing /nonexistent: the file is missing\n"));
        assertThat(once("-timeout").err())
                .isEqualTo("Error: no argument found for option -timeout\n");
        Path bad = Files.writeString(directory.resolve("bad.properties"), "jute.maxbuffer=much\n");
        assertThat(once("-client-configuration", bad.toString(), "ls", "/"))
                .isEqualTo(
                        new Outcome(2, "", "jute.maxbuffer must be a positive number, not much\n"));
        assertThat(run(InputStream.nullInputStream(), List.of("-server", "h/x/", "ls", "/")).err())
                .isEqualTo("Path must not end with / character\n");
    }

    @Test
    void aServerThatIsNotThere() throws Exception {
        int unused;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = free.getLocalPort();
        }
        String where = "127.0.0.1:" + unused;
        assertThat(run(InputStream.nullInputStream(), List.of("-server", where, "ls", "/")))
                .isEqualTo(
                        new Outcome(
                                1,
                                "Connecting to " + where + "\n",
                                "KeeperErrorCode = ConnectionLoss for /\n"));
        Outcome waited =
                run(
                        InputStream.nullInputStream(),
                        List.of(
                                "-server",
                                where,
                                "-timeout",
                                "300",
                                "-waitforconnection",
                                "ls",
                                "/"));
        assertThat(waited.exitCode()).isEqualTo(1);
        assertThat(waited.err()).startsWith("KeeperErrorCode = ConnectionLoss");
    }
}
