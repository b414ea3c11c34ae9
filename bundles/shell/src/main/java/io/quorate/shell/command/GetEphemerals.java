package io.quorate.shell.command;

import io.quorate.shell.client.ClientFault;
import io.quorate.shell.option.Arguments;

/** Lists the ephemeral nodes of this session. */
final class GetEphemerals implements Command {

    @Override
    public String name() {
        return "getEphemerals";
    }

    @Override
    public String usage() {
        return "path";
    }

    @Override
    public void run(Context context, Arguments arguments) throws ClientFault, InterruptedException {
        context.out()
                .println(
                        context.keeper()
                                .ephemerals(arguments.count() > 0 ? arguments.word(0) : "/"));
    }
}
