package io.quorate.shell;

import io.quorate.shell.client.ClientFault;
import io.quorate.shell.client.ConnectString;
import io.quorate.shell.client.Keeper;
import io.quorate.shell.client.PathFault;
import io.quorate.shell.client.Session;
import io.quorate.shell.client.SessionSettings;
import io.quorate.shell.command.Command;
import io.quorate.shell.command.CommandFault;
import io.quorate.shell.command.Commands;
import io.quorate.shell.command.Context;
import io.quorate.shell.command.FaultText;
import io.quorate.shell.option.SyntaxFault;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs command lines against a session. Results go to {@code out}, complaints and what zkCli prints
 * there to {@code err}.
 *
 * <p>One thread runs commands; events are printed by the session's thread.
 */
final class Shell {

    private static final String NOT_CONNECTED = "Not connected";

    private final SessionSettings settings;
    private final PrintStream out;
    private final PrintStream err;
    private final EventPrinter events;
    private final History history = new History();
    private ConnectString where;
    private Session session;
    private int exitCode = ExitCode.OK;
    private boolean quit;

    /** Opens a session; it connects in the background. */
    Shell(ConnectString where, SessionSettings settings, PrintStream out, PrintStream err) {
        this.settings = settings;
        this.out = out;
        this.err = err;
        this.events = new EventPrinter(out);
        connect(where);
    }

    private void connect(ConnectString target) {
        where = target;
        session = Session.open(target, settings, events);
    }

    /** Waits for the connection; false if it does not come up within the session timeout. */
    boolean awaitConnected() throws InterruptedException {
        return session.awaitConnected(settings.timeoutMillis());
    }

    EventPrinter events() {
        return events;
    }

    Session session() {
        return session;
    }

    /** What stands before the cursor: server, state and number of the next line. */
    String prompt() {
        return "[zk: " + where.text() + "(" + session.status() + ") " + history.next() + "] ";
    }

    /** Exit code of the last command. */
    int exitCode() {
        return exitCode;
    }

    /** Whether {@code quit} was entered. */
    boolean hasQuit() {
        return quit;
    }

    /** Runs a line and remembers it; a blank one is nothing. */
    void line(String line) throws InterruptedException {
        List<String> words = Words.of(line);
        if (!words.isEmpty()) {
            history.add(line);
            run(words);
        }
    }

    /** Runs a command given as words. */
    void run(List<String> words) throws InterruptedException {
        exitCode = ExitCode.OK;
        try {
            dispatch(words);
        } catch (ClientFault e) {
            fail(FaultText.of(e));
        } catch (CommandFault | SyntaxFault e) {
            fail(e.getMessage());
        } finally {
            out.flush();
        }
    }

    private void fail(@Nullable String message) {
        exitCode = ExitCode.FAILED;
        out.flush();
        err.println(message);
    }

    private void dispatch(List<String> words)
            throws ClientFault, CommandFault, SyntaxFault, InterruptedException {
        String argument = words.size() > 1 ? words.get(1) : null;
        switch (words.getFirst()) {
            case "quit", "exit" -> quit();
            case "help" -> Usage.print(err);
            case "history" -> history.print(out);
            case "printwatches" -> printWatches(argument);
            case "redo" -> redo(argument);
            case "connect" -> reconnect(argument);
            default -> {
                remote(words);
                return;
            }
        }
        if (!quit && !session.status().isAlive()) {
            out.println(NOT_CONNECTED);
        }
    }

    private void remote(List<String> words)
            throws ClientFault, CommandFault, SyntaxFault, InterruptedException {
        Command command = Commands.named(words.getFirst());
        if (command == null) {
            Usage.print(err);
            fail("Command not found: Command not found " + words.getFirst());
            exitCode = ExitCode.NO_SUCH_COMMAND;
        } else if (!session.status().isAlive()) {
            out.println(NOT_CONNECTED);
        } else {
            Context context = new Context(session, new Keeper(session), out, err);
            command.run(context, command.syntax().parse(words.subList(1, words.size())));
        }
    }

    private void printWatches(@Nullable String argument) {
        if (argument == null) {
            out.println("printwatches is " + (events.isOn() ? "on" : "off"));
        } else if (argument.equals("on") || argument.equals("off")) {
            events.turn(argument.equals("on"));
        } else {
            fail(Usage.of("printwatches"));
        }
    }

    private void redo(@Nullable String argument) throws InterruptedException {
        String line;
        try {
            line = argument == null ? null : history.line(Integer.parseInt(argument));
        } catch (NumberFormatException e) {
            line = null;
        }
        List<String> words = line == null ? List.of() : Words.of(line);
        if (argument == null) {
            fail(Usage.of("redo"));
        } else if (line == null) {
            fail("Command index out of range");
        } else if (words.getFirst().equals("redo")) {
            fail("No redoing redos");
        } else {
            history.replaceCurrent(line);
            run(words);
        }
    }

    private void reconnect(@Nullable String argument) throws PathFault {
        ConnectString target = argument == null ? where : ConnectString.parse(argument);
        session.close();
        connect(target);
    }

    private void quit() {
        quit = true;
        session.close();
    }

    /**
     * Leaves without a word, as at the end of a script. A session with ephemeral nodes is left to
     * expire, so that what a one-shot {@code create -e} made does not vanish with it.
     */
    void leave() {
        events.turn(false);
        if (session.ownsEphemerals()) {
            session.abandon();
        } else {
            session.close();
        }
    }
}
