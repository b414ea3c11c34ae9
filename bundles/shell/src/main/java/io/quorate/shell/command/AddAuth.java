package io.quorate.shell.command;

import io.quorate.shell.option.Arguments;
import java.nio.charset.StandardCharsets;

/** Adds credentials to the session. */
final class AddAuth implements Command {

    @Override
    public String name() {
        return "addauth";
    }

    @Override
    public String usage() {
        return "scheme auth";
    }

    @Override
    public void run(Context context, Arguments arguments) throws CommandFault {
        require(arguments.count() > 0);
        byte[] auth =
                arguments.count() > 1 ? arguments.word(1).getBytes(StandardCharsets.UTF_8) : null;
        context.session().authenticate(arguments.word(0), auth);
    }
}
