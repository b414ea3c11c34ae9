package io.quorate.shell.command;

import io.quorate.model.ErrorCode;
import io.quorate.shell.client.ClientFault;
import io.quorate.shell.client.KeeperFault;
import io.quorate.shell.option.Arguments;

/** Shows the limits and the usage of a quota. */
final class ListQuota implements Command {

    @Override
    public String name() {
        return "listquota";
    }

    @Override
    public String usage() {
        return "path";
    }

    @Override
    public void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException {
        require(arguments.count() > 0);
        String path = arguments.word(0);
        context.err().println("absolute path is " + QuotaPaths.limits(path));
        try {
            byte[] limits = context.keeper().get(QuotaPaths.limits(path), false).bytes();
            context.out().println("Output quota for " + path + " " + DataText.plain(limits));
            byte[] usage = context.keeper().get(QuotaPaths.stats(path), false).bytes();
            context.out().println("Output stat for " + path + " " + DataText.plain(usage));
        } catch (KeeperFault e) {
            if (e.code() != ErrorCode.NO_NODE) {
                throw e;
            }
            context.err().println("quota for " + path + " does not exist.");
        }
    }
}
