package io.quorate.shell;

import io.quorate.shell.client.ConnectString;
import io.quorate.shell.client.SessionSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Talks to this shell. */
final class ShellDialogue implements Dialogue {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Shell shell;

    ShellDialogue(String server) throws Exception {
        shell =
                new Shell(
                        ConnectString.parse(server),
                        SessionSettings.plain(10_000, false),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        shell.awaitConnected();
        out.reset();
    }

    @Override
    public Transcript.Step say(String line) throws Exception {
        shell.line(line);
        if (line.startsWith("connect")) {
            shell.awaitConnected();
        }
        Transcript.Step step =
                Transcript.Step.of(
                        line,
                        out.toString(StandardCharsets.UTF_8),
                        err.toString(StandardCharsets.UTF_8),
                        shell.exitCode());
        out.reset();
        err.reset();
        return step;
    }

    @Override
    public void close() {
        shell.leave();
    }
}
