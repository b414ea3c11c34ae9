package io.quorate.shell.command;

import io.quorate.shell.client.ClientFault;
import io.quorate.shell.client.Keeper;
import io.quorate.shell.option.Arguments;
import io.quorate.shell.option.Syntax;
import java.nio.charset.StandardCharsets;

/** Shows the membership, or with {@code -c} its version and where clients connect. */
final class Config implements Command {

    private static final Syntax SYNTAX = Syntax.of("cws");

    @Override
    public String name() {
        return "config";
    }

    @Override
    public String usage() {
        return "[-c] [-w] [-s]";
    }

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public void run(Context context, Arguments arguments) throws ClientFault, InterruptedException {
        Keeper.NodeData config = context.keeper().config(arguments.has("w"));
        String text =
                config.bytes() == null ? "" : new String(config.bytes(), StandardCharsets.UTF_8);
        context.out().println(arguments.has("c") ? Members.clientView(text) : text);
        if (arguments.has("s")) {
            StatText.print(config.stat(), context.out());
        }
    }
}
