package io.quorate.shell.command;

import io.quorate.shell.client.ClientFault;
import io.quorate.shell.client.Keeper;
import io.quorate.shell.option.Arguments;
import io.quorate.shell.option.Syntax;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Changes the membership: some members joining and leaving, or all of them given anew. */
final class Reconfig implements Command {

    private static final Syntax SYNTAX = Syntax.of("s", "v", "file", "members", "add", "remove");
    private static final int HEX = 16;
    private static final long ANY_VERSION = -1;

    @Override
    public String name() {
        return "reconfig";
    }

    @Override
    public String usage() {
        return "[-s] [-v version] [[-file path] | [-members serverID=host:port1:port2;port3[,...]*]]"
                + " | [-add serverId=host:port1:port2;port3[,...]]* [-remove serverId[,...]*]";
    }

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    @SuppressWarnings("NullAway") // an option that is there has its value
    public void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException {
        boolean whole = arguments.has("file") || arguments.has("members");
        boolean incremental = arguments.has("add") || arguments.has("remove");
        require(whole || incremental);
        if (arguments.has("file") && arguments.has("members")) {
            throw new CommandFault(
                    "Can't use -file and -members together (conflicting non-incremental modes)");
        }
        if (whole && incremental) {
            throw new CommandFault(
                    "Can't use -file or -members together with -add or -remove"
                            + " (mixing incremental and non-incremental modes is not allowed)");
        }
        String members =
                arguments.has("file")
                        ? membersOf(arguments.value("file"))
                        : arguments.value("members");
        Keeper.NodeData config =
                context.keeper()
                        .reconfig(
                                arguments.value("add"),
                                arguments.value("remove"),
                                members,
                                version(arguments));
        context.out()
                .println(
                        "Committed new configuration:\n"
                                + new String(config.bytes(), StandardCharsets.UTF_8));
        if (arguments.has("s")) {
            StatText.print(config.stat(), context.out());
        }
    }

    private static String membersOf(String file) throws CommandFault {
        try {
            return Members.ofFile(Files.readString(Path.of(file)));
        } catch (IOException e) {
            String reason =
                    Files.isDirectory(Path.of(file))
                            ? "Is a directory"
                            : "No such file or directory";
            throw new CommandFault("Error processing " + file + file + " (" + reason + ")");
        } catch (CommandFault e) {
            throw new CommandFault("Error processing " + file + e.getMessage());
        }
    }

    private static long version(Arguments arguments) throws CommandFault {
        if (!arguments.has("v")) {
            return ANY_VERSION;
        }
        try {
            return Long.parseLong(arguments.value("v"), HEX);
        } catch (NumberFormatException e) {
            throw new CommandFault(
                    "-v argument must be the hexadecimal version of a configuration");
        }
    }
}
