package io.quorate.shell.command;

import io.quorate.model.AclEntry;
import io.quorate.model.Stat;
import io.quorate.shell.client.ClientFault;
import io.quorate.shell.client.KeeperFault;
import io.quorate.shell.option.Arguments;
import io.quorate.shell.option.Syntax;
import java.util.List;

/** Replaces the ACL of a node, or of a whole subtree with {@code -R}. */
final class SetAcl implements Command {

    private static final Syntax SYNTAX = Syntax.of("sR", "v");

    @Override
    public String name() {
        return "setAcl";
    }

    @Override
    public String usage() {
        return "[-s] [-v version] [-R] path acl";
    }

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException {
        require(arguments.count() > 1);
        List<AclEntry> acl = AclText.parse(arguments.word(1), context.err());
        int version = Numbers.version(arguments);
        if (arguments.has("R")) {
            Subtree.visit(
                    context.keeper(),
                    arguments.word(0),
                    path -> setOrReport(context, path, acl, version));
            return;
        }
        Stat stat = context.keeper().setAcl(arguments.word(0), acl, version);
        if (arguments.has("s")) {
            StatText.print(stat, context.out());
        }
    }

    /** In a subtree a refusal is printed and the walk goes on; no line end, as zkCli does. */
    private static void setOrReport(Context context, String path, List<AclEntry> acl, int version)
            throws ClientFault, InterruptedException {
        try {
            context.keeper().setAcl(path, acl, version);
        } catch (KeeperFault e) {
            context.out().print(e.getMessage());
        }
    }
}
