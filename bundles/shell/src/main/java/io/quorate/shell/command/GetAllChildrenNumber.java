package io.quorate.shell.command;

import io.quorate.shell.client.ClientFault;
import io.quorate.shell.option.Arguments;

/** Counts the nodes below a node. */
final class GetAllChildrenNumber implements Command {

    @Override
    public String name() {
        return "getAllChildrenNumber";
    }

    @Override
    public String usage() {
        return "path";
    }

    @Override
    public void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException {
        require(arguments.count() > 0);
        context.out().println(context.keeper().descendants(arguments.word(0)));
    }
}
