package io.quorate.shell;

import io.quorate.shell.command.Command;
import io.quorate.shell.command.Commands;
import java.io.PrintStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The list of all commands. */
final class Usage {

    private static final Map<String, String> ALL =
            new TreeMap<>(
                    Map.of(
                            "connect",
                            "host:port",
                            "history",
                            "",
                            "printwatches",
                            "on|off",
                            "quit",
                            "",
                            "redo",
                            "cmdno"));

    static {
        for (Command command : Commands.all()) {
            ALL.put(command.name(), command.usage());
        }
    }

    private Usage() {}

    /** How a command is used. */
    static String of(String command) {
        return command + " " + ALL.get(command);
    }

    static Set<String> names() {
        return ALL.keySet();
    }

    static void print(PrintStream err) {
        err.println("ZooKeeper -server host:port -client-configuration properties-file cmd args");
        for (String command : ALL.keySet()) {
            err.println("\t" + of(command));
        }
    }
}
