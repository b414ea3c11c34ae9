package io.quorate.shell.command;

import io.quorate.shell.client.ClientFault;
import io.quorate.shell.option.Arguments;
import io.quorate.shell.option.Syntax;

/**
 * Deletes a node without children.
 *
 * <p>The old form {@code delete path version} honours the version; zkCli deletes without looking at
 * it.
 */
final class Delete implements Command {

    private static final Syntax SYNTAX = Syntax.of("", "v");

    @Override
    public String name() {
        return "delete";
    }

    @Override
    public String usage() {
        return "[-v version] path";
    }

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException {
        require(arguments.count() > 0);
        int version = Numbers.version(arguments);
        if (arguments.count() > 1) {
            context.deprecated("delete path [version]", "delete [-v version] path");
            if (!arguments.has("v")) {
                version = Numbers.int32("version", arguments.word(1));
            }
        }
        context.keeper().delete(arguments.word(0), version);
    }
}
