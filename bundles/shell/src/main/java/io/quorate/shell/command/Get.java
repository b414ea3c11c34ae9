package io.quorate.shell.command;

import io.quorate.shell.client.ClientFault;
import io.quorate.shell.client.Keeper;
import io.quorate.shell.option.Arguments;
import io.quorate.shell.option.Syntax;

/** Shows the data of a node. */
final class Get implements Command {

    private static final Syntax SYNTAX = Syntax.of("swbx");

    @Override
    public String name() {
        return "get";
    }

    @Override
    public String usage() {
        return "[-s] [-w] [-b] [-x] path";
    }

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public String help() {
        return """
                get [-s] [-w] [-b] [-x] path
                 -b   Output data in base64 format
                 -s   Print znode stats additionally
                 -w   Watch for changes on the znode
                 -x   Output data in hexdump format
                """;
    }

    @Override
    public void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException {
        require(arguments.count() > 0);
        boolean oldForm = arguments.count() > 1;
        if (oldForm) {
            context.deprecated("get path [watch]", "get [-s] [-w] path");
        }
        Keeper.NodeData data =
                context.keeper().get(arguments.word(0), oldForm || arguments.has("w"));
        byte[] bytes = data.bytes();
        boolean base64 = arguments.has("b");
        context.out()
                .println(
                        arguments.has("x")
                                ? DataText.hex(bytes)
                                : base64 ? DataText.base64(bytes) : DataText.plain(bytes));
        if (arguments.has("s")) {
            StatText.print(data.stat(), context.out());
        }
    }
}
