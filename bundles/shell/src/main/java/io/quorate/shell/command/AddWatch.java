package io.quorate.shell.command;

import io.quorate.shell.client.ClientFault;
import io.quorate.shell.option.Arguments;
import io.quorate.shell.option.Syntax;
import java.util.Locale;

/**
 * Watches a node, with everything below it unless an option says otherwise, until the watch is
 * removed.
 */
final class AddWatch implements Command {

    private static final Syntax SYNTAX = Syntax.of("", "m");
    private static final String PERSISTENT = "PERSISTENT";
    private static final String RECURSIVE = "PERSISTENT_RECURSIVE";

    @Override
    public String name() {
        return "addWatch";
    }

    @Override
    public String usage() {
        return "[-m mode] path # optional mode is one of [PERSISTENT, PERSISTENT_RECURSIVE] - default is PERSISTENT_RECURSIVE";
    }

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    @SuppressWarnings("NullAway") // an option that is there has its value
    public void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException {
        String mode =
                arguments.has("m") ? arguments.value("m").toUpperCase(Locale.ROOT) : RECURSIVE;
        require(arguments.count() == 1 && (mode.equals(PERSISTENT) || mode.equals(RECURSIVE)));
        context.keeper().addWatch(arguments.word(0), mode.equals(RECURSIVE));
    }
}
