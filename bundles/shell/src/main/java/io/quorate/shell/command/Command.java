package io.quorate.shell.command;

import io.quorate.shell.client.ClientFault;
import io.quorate.shell.option.Arguments;
import io.quorate.shell.option.Syntax;

/** A command that needs a live session. Stateless. */
public interface Command {

    /** First word of the line. */
    String name();

    /** What may follow it, as the list of commands shows it. */
    String usage();

    default Syntax syntax() {
        return Syntax.NONE;
    }

    /** What a user sees after a wrong call. */
    default String help() {
        return name() + " " + usage();
    }

    /** Runs the command; a fault makes its exit code 1. */
    void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException;

    /** Complains about wrong arguments unless {@code fits}. */
    default void require(boolean fits) throws CommandFault {
        if (!fits) {
            throw CommandFault.usage(this);
        }
    }
}
