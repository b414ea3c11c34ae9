package io.quorate.shell.command;

/** A command that cannot be carried out; the message is what the user sees. */
public final class CommandFault extends Exception {

    private static final long serialVersionUID = 1L;

    CommandFault(String message) {
        super(message);
    }

    /** Wrong arguments: the message is how the command is used. */
    static CommandFault usage(Command command) {
        return new CommandFault(command.help());
    }
}
