package io.quorate.shell.command;

import io.quorate.model.Stat;
import io.quorate.shell.client.ClientFault;
import io.quorate.shell.option.Arguments;
import io.quorate.shell.option.Syntax;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Replaces the data of a node. */
final class SetData implements Command {

    private static final Syntax SYNTAX = Syntax.of("sb", "v");

    @Override
    public String name() {
        return "set";
    }

    @Override
    public String usage() {
        return "path data [-s] [-v version] [-b]";
    }

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public String help() {
        return """
                set path data [-s] [-v version] [-b]
                 -b         Supply data in base64 format
                 -s         Print znode stats additionally
                 -v <arg>   Set with an expected version
                """;
    }

    @Override
    public void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException {
        require(arguments.count() > 1);
        String text = arguments.word(1);
        byte[] data = arguments.has("b") ? decoded(text) : text.getBytes(StandardCharsets.UTF_8);
        Stat stat = context.keeper().set(arguments.word(0), data, Numbers.version(arguments));
        if (arguments.has("s")) {
            StatText.print(stat, context.out());
        }
    }

    private static byte[] decoded(String text) throws CommandFault {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFault("data is not valid base64: " + e.getMessage());
        }
    }
}
