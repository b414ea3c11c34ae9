package io.quorate.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.TerminalBuilder;

/**
 * A conversation on a terminal: prompt, editing, lasting history, completion. With its completer
 * the only user of JLine.
 */
final class Terminal {

    private static final String HISTORY_FILE = ".quorate_shell_history";
    private static final int HISTORY_LINES = 1_000;

    private final Shell shell;

    Terminal(Shell shell) {
        this.shell = shell;
    }

    /** Reads and runs lines until quit or the end of input. */
    void converse(PrintStream out) throws InterruptedException, IOException {
        try (org.jline.terminal.Terminal terminal =
                TerminalBuilder.builder().name("quorate").system(true).build()) {
            LineReader reader = reader(terminal);
            out.println("JLine support is enabled");
            out.flush();
            shell.events().printTo(reader::printAbove);
            while (!shell.hasQuit()) {
                try {
                    shell.line(reader.readLine(shell.prompt()));
                } catch (UserInterruptException e) {
                    // The line is given up, the shell is not.
                } catch (EndOfFileException e) {
                    break;
                }
            }
            shell.events().printTo(null);
        }
    }

    private LineReader reader(org.jline.terminal.Terminal terminal) {
        DefaultParser parser = new DefaultParser();
        // Words end as the shell's own do: no escapes, and an open quote is no reason to ask for
        // more lines.
        parser.setEscapeChars(null);
        parser.setEofOnUnclosedQuote(false);
        return LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("quorate")
                .parser(parser)
                .completer(new WordCompleter(shell))
                .variable(
                        LineReader.HISTORY_FILE,
                        Path.of(System.getProperty("user.home"), HISTORY_FILE))
                .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES)
                // Passwords do not belong in a file.
                .variable(LineReader.HISTORY_IGNORE, "addauth*")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
    }
}
