package io.quorate.shell.command;

import io.quorate.model.WatchKinds;
import io.quorate.shell.client.ClientFault;
import io.quorate.shell.option.Arguments;
import io.quorate.shell.option.Syntax;

/** Ends watches of this session on a node. */
final class RemoveWatches implements Command {

    private static final Syntax SYNTAX = Syntax.of("cdaprl");

    @Override
    public String name() {
        return "removewatches";
    }

    @Override
    public String usage() {
        return "path [-c|-d|-a] [-l]";
    }

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException {
        require(arguments.count() > 0);
        context.keeper()
                .removeWatches(arguments.word(0), watcherType(arguments), arguments.has("l"));
    }

    private static int watcherType(Arguments arguments) {
        if (arguments.has("c")) {
            return WatchKinds.TYPE_CHILDREN;
        }
        if (arguments.has("d")) {
            return WatchKinds.TYPE_DATA;
        }
        if (arguments.has("p")) {
            return WatchKinds.TYPE_PERSISTENT;
        }
        return arguments.has("r") ? WatchKinds.TYPE_PERSISTENT_RECURSIVE : WatchKinds.TYPE_ANY;
    }
}
