package io.quorate.shell.command;

import io.quorate.shell.option.Arguments;

/** Ends the session; {@code connect} starts another one. */
final class Close implements Command {

    @Override
    public String name() {
        return "close";
    }

    @Override
    public String usage() {
        return "";
    }

    @Override
    public void run(Context context, Arguments arguments) {
        context.session().close();
    }
}
