package io.quorate.shell;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.zookeeper.ZooKeeperMain;

/**
 * Talks to the reference's zkCli in this process. For recording only: it takes over standard output
 * and waits for events by the clock.
 */
final class ZkCliDialogue implements Dialogue {

    private static final int EVENT_PAUSE_MILLIS = 60;

    // One pair for all dialogues: the commands of zkCli keep the streams they find first.
    private static final ByteArrayOutputStream OUT = new ByteArrayOutputStream();
    private static final ByteArrayOutputStream ERR = new ByteArrayOutputStream();
    private static final PrintStream OUT_PRINTER =
            new PrintStream(OUT, true, StandardCharsets.UTF_8);
    private static final PrintStream ERR_PRINTER =
            new PrintStream(ERR, true, StandardCharsets.UTF_8);

    private final PrintStream systemOut = System.out;
    private final PrintStream systemErr = System.err;
    private final Main main;

    /** Opens the exit code. */
    private static final class Main extends ZooKeeperMain {
        Main(String server) throws Exception {
            super(new String[] {"-server", server, "-waitforconnection"});
        }

        int exitCode() {
            return exitCode;
        }

        void end() throws InterruptedException {
            zk.close();
        }
    }

    ZkCliDialogue(String server) throws Exception {
        System.setOut(OUT_PRINTER);
        System.setErr(ERR_PRINTER);
        main = new Main(server);
        Thread.sleep(EVENT_PAUSE_MILLIS);
        OUT.reset();
        ERR.reset();
    }

    @Override
    public Transcript.Step say(String line) throws Exception {
        main.executeLine(line);
        Thread.sleep(EVENT_PAUSE_MILLIS);
        Transcript.Step step =
                Transcript.Step.of(
                        line,
                        OUT.toString(StandardCharsets.UTF_8),
                        ERR.toString(StandardCharsets.UTF_8),
                        main.exitCode());
        OUT.reset();
        ERR.reset();
        return step;
    }

    @Override
    public void close() throws Exception {
        System.setOut(systemOut);
        System.setErr(systemErr);
        main.end();
    }
}
