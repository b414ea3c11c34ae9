package io.quorate.shell.command;

import io.quorate.shell.client.ClientFault;
import io.quorate.shell.client.Keeper;
import io.quorate.shell.option.Arguments;
import io.quorate.shell.option.Syntax;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lists the children of a node, or the whole subtree with {@code -R}. */
final class Ls implements Command {

    private static final Syntax SYNTAX = Syntax.of("swR");

    @Override
    public String name() {
        return "ls";
    }

    @Override
    public String usage() {
        return "[-s] [-w] [-R] path";
    }

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException {
        require(arguments.count() > 0);
        boolean oldForm = arguments.count() > 1;
        if (oldForm) {
            context.deprecated("ls path [watch]", "ls [-w] path");
        }
        String path = arguments.word(0);
        if (arguments.has("R")) {
            Subtree.visit(context.keeper(), path, context.out()::println);
            return;
        }
        Keeper.Children children = context.keeper().children(path, oldForm || arguments.has("w"));
        List<String> names = new ArrayList<>(children.names());
        Collections.sort(names);
        context.out().println(names);
        if (arguments.has("s")) {
            StatText.print(children.stat(), context.out());
        }
    }
}
