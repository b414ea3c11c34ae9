package io.quorate.shell;

import io.quorate.shell.client.SessionSettings;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the shell was started with.
 *
 * @param server connect string
 * @param timeoutMillis session timeout to ask for
 * @param readOnly whether a server without quorum will do
 * @param waitForConnection whether to wait for the connection before the first command
 * @param clientConfiguration properties file, or null
 * @param command the one command to run, empty for a conversation
 */
record StartOptions(
        String server,
        int timeoutMillis,
        boolean readOnly,
        boolean waitForConnection,
        @Nullable String clientConfiguration,
        List<String> command) {

    private static final String DEFAULT_SERVER = "localhost:2181";

    /**
     * Reads the arguments of the process: options up to the first word without a dash, then the
     * command.
     */
    static StartOptions parse(String[] arguments, PrintStream err) throws StartFault {
        String server = DEFAULT_SERVER;
        int timeoutMillis = SessionSettings.DEFAULT_TIMEOUT_MILLIS;
        boolean readOnly = false;
        boolean waitForConnection = false;
        String clientConfiguration = null;
        List<String> command = new ArrayList<>();
        for (int at = 0; at < arguments.length; at++) {
            String option = arguments[at];
            boolean last = at + 1 == arguments.length;
            switch (option) {
                case "-server", "-timeout", "-client-configuration" -> {
                    if (last) {
                        err.println("Error: no argument found for option " + option);
                    } else if (option.equals("-server")) {
                        server = arguments[++at];
                    } else if (option.equals("-timeout")) {
                        timeoutMillis = millis(arguments[++at]);
                    } else {
                        clientConfiguration = arguments[++at];
                    }
                }
                case "-r" -> readOnly = true;
                case "-waitforconnection" -> waitForConnection = true;
                default -> {
                    if (!option.startsWith("-")) {
                        command.addAll(List.of(arguments).subList(at, arguments.length));
                        at = arguments.length;
                    } else {
                        err.println("Unknown option " + option + " is ignored");
                    }
                }
            }
        }
        return new StartOptions(
                server,
                timeoutMillis,
                readOnly,
                waitForConnection,
                clientConfiguration,
                List.copyOf(command));
    }

    /** What {@link #parse} knows. */
    static void print(PrintStream out) {
        out.println("\t-server host:port[,host:port...][/chroot] # default is " + DEFAULT_SERVER);
        out.println(
                "\t-timeout milliseconds # of the session, default is "
                        + SessionSettings.DEFAULT_TIMEOUT_MILLIS);
        out.println("\t-r # a server without a quorum will do");
        out.println("\t-waitforconnection # before the first command");
        out.println("\t-client-configuration properties-file # TLS and sizes");
    }

    private static int millis(String text) throws StartFault {
        try {
            int millis = Integer.parseInt(text);
            if (millis > 0) {
                return millis;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new StartFault(
                ExitCode.FAILED, "-timeout must be a positive number of milliseconds, not " + text);
    }
}
