package io.quorate.shell.command;

import io.quorate.shell.client.ClientFault;
import io.quorate.shell.client.Keeper;
import io.quorate.shell.option.Arguments;
import io.quorate.shell.option.Syntax;

/** Shows the ACL of a node. */
final class GetAcl implements Command {

    private static final Syntax SYNTAX = Syntax.of("s");

    @Override
    public String name() {
        return "getAcl";
    }

    @Override
    public String usage() {
        return "[-s] path";
    }

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException {
        require(arguments.count() > 0);
        Keeper.Acl acl = context.keeper().acl(arguments.word(0));
        AclText.print(acl.entries(), context.out());
        if (arguments.has("s")) {
            StatText.print(acl.stat(), context.out());
        }
    }
}
