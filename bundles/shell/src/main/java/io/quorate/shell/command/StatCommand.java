package io.quorate.shell.command;

import io.quorate.shell.client.ClientFault;
import io.quorate.shell.option.Arguments;
import io.quorate.shell.option.Syntax;

/** Shows the statistics of a node. */
final class StatCommand implements Command {

    private static final Syntax SYNTAX = Syntax.of("w");

    @Override
    public String name() {
        return "stat";
    }

    @Override
    public String usage() {
        return "[-w] path";
    }

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException {
        require(arguments.count() > 0);
        boolean oldForm = arguments.count() > 1;
        if (oldForm) {
            context.deprecated("stat path [watch]", "stat [-w] path");
        }
        StatText.print(
                context.keeper().exists(arguments.word(0), oldForm || arguments.has("w")),
                context.out());
    }
}
