package io.quorate.shell;

import io.quorate.shell.client.ConnectString;
import io.quorate.shell.client.PathFault;
import io.quorate.shell.client.SessionSettings;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import javax.net.SocketFactory;

/**
 * The client shell as a process: one command given as arguments, a conversation on a terminal, or a
 * script from standard input.
 *
 * <p>Takes the start options of zkCli. JLine is loaded for conversations only. Exit code: that of
 * the last command.
 */
public final class ShellMain {

    private static final int OUT_BUFFER_BYTES = 32 << 10;

    private static final Set<String> HELP = Set.of("-h", "-help", "--help");

    private ShellMain() {}

    public static void main(String[] arguments) throws InterruptedException, IOException {
        // Buffered: listing a large tree line by line must not cost a system call per line. The
        // shell flushes after every command.
        PrintStream out =
                new PrintStream(
                        new BufferedOutputStream(
                                new FileOutputStream(FileDescriptor.out), OUT_BUFFER_BYTES),
                        false,
                        unicodeIfAscii(System.out.charset()));
        PrintStream err =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.err),
                        true,
                        unicodeIfAscii(System.err.charset()));
        int exitCode = run(arguments, System.in, out, err);
        out.flush();
        System.exit(exitCode);
    }

    /** Runs the shell until its end and returns the exit code. */
    static int run(String[] arguments, InputStream in, PrintStream out, PrintStream err)
            throws InterruptedException, IOException {
        if (arguments.length > 0 && HELP.contains(arguments[0])) {
            out.println("Usage: quorate shell [options] [command with its arguments]");
            StartOptions.print(out);
            Usage.print(out);
            return ExitCode.OK;
        }
        try {
            StartOptions options = StartOptions.parse(arguments, err);
            ClientConfiguration configuration =
                    ClientConfiguration.load(options.clientConfiguration());
            return converse(options, settings(options, configuration), in, out, err);
        } catch (StartFault e) {
            err.println(e.getMessage());
            return e.exitCode();
        } catch (PathFault e) {
            err.println(e.getMessage());
            return ExitCode.FAILED;
        }
    }

    private static SessionSettings settings(StartOptions options, ClientConfiguration configuration)
            throws StartFault {
        boolean secure = configuration.isTrue("zookeeper.client.secure", false);
        SocketFactory sockets = secure ? TlsSockets.of(configuration) : SocketFactory.getDefault();
        int maxReplyBytes =
                configuration.number("jute.maxbuffer", SessionSettings.DEFAULT_MAX_REPLY_BYTES);
        return new SessionSettings(
                options.timeoutMillis(), options.readOnly(), maxReplyBytes, sockets);
    }

    private static int converse(
            StartOptions options,
            SessionSettings settings,
            InputStream in,
            PrintStream out,
            PrintStream err)
            throws InterruptedException, IOException, PathFault {
        out.println("Connecting to " + options.server());
        out.flush();
        Shell shell = new Shell(ConnectString.parse(options.server()), settings, out, err);
        if (options.waitForConnection() && !shell.awaitConnected()) {
            shell.session().close();
            String within = " within " + settings.timeoutMillis() + " ms";
            err.println(
                    "KeeperErrorCode = ConnectionLoss: no connection to "
                            + options.server()
                            + within);
            return ExitCode.FAILED;
        }
        if (!options.command().isEmpty()) {
            shell.run(options.command());
        } else if (isTerminal() && in == System.in) {
            out.println("Welcome to ZooKeeper!");
            new Terminal(shell).converse(out);
        } else {
            out.println("Welcome to ZooKeeper!");
            out.println("JLine support is disabled");
            out.flush();
            script(shell, in);
        }
        if (!shell.hasQuit()) {
            shell.leave();
        }
        return shell.exitCode();
    }

    @SuppressWarnings("SystemConsoleNull") // null where there is none, and not always a terminal
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static void script(Shell shell, InputStream in)
            throws InterruptedException, IOException {
        Charset charset =
                unicodeIfAscii(
                        Charset.forName(
                                System.getProperty(
                                        "stdin.encoding", StandardCharsets.UTF_8.name())));
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, charset));
        for (String line = lines.readLine();
                line != null && !shell.hasQuit();
                line = lines.readLine()) {
            shell.line(line);
        }
    }

    /** A process without a locale claims ASCII; node names and data are UTF-8 all the same. */
    private static Charset unicodeIfAscii(Charset charset) {
        return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    }
}
