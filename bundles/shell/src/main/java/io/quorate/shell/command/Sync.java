package io.quorate.shell.command;

import io.quorate.model.ErrorCode;
import io.quorate.shell.client.ClientFault;
import io.quorate.shell.option.Arguments;

/** Waits until the server has caught up with the leader. */
final class Sync implements Command {

    @Override
    public String name() {
        return "sync";
    }

    @Override
    public String usage() {
        return "path";
    }

    @Override
    public void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException {
        require(arguments.count() > 0);
        int error = context.keeper().sync(arguments.word(0));
        context.out()
                .println(error == ErrorCode.OK ? "Sync is OK" : "Sync has failed. rc=" + error);
    }
}
