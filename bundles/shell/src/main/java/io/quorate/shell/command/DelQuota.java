package io.quorate.shell.command;

import io.quorate.model.ErrorCode;
import io.quorate.shell.client.ClientFault;
import io.quorate.shell.client.Keeper;
import io.quorate.shell.client.KeeperFault;
import io.quorate.shell.option.Arguments;
import io.quorate.shell.option.Syntax;
import java.util.List;

/** Removes a quota, or one of its limits. */
final class DelQuota implements Command {

    private static final Syntax SYNTAX = Syntax.of("nbNB").exclusive();
    private static final long NO_LIMIT = -1;

    @Override
    public String name() {
        return "delquota";
    }

    @Override
    public String usage() {
        return "[-n|-b|-N|-B] path";
    }

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException {
        require(arguments.count() > 0);
        String path = arguments.word(0);
        Keeper keeper = context.keeper();
        try {
            QuotaLimits limits =
                    QuotaLimits.parse(keeper.get(QuotaPaths.limits(path), false).bytes());
            for (String option : List.of("n", "b", "N", "B")) {
                if (arguments.has(option)) {
                    keeper.set(QuotaPaths.limits(path), limits.with(option, NO_LIMIT).data(), -1);
                    return;
                }
            }
        } catch (KeeperFault e) {
            if (e.code() != ErrorCode.NO_NODE) {
                throw e;
            }
            context.out().println("Quota does not exist for " + path);
            return;
        }
        remove(keeper, path);
    }

    /** Deletes the quota and the nodes above it that held nothing else. */
    private static void remove(Keeper keeper, String path)
            throws ClientFault, InterruptedException {
        String node = QuotaPaths.node(path);
        keeper.delete(QuotaPaths.limits(path), -1);
        keeper.delete(QuotaPaths.stats(path), -1);
        while (!node.equals(QuotaPaths.ROOT) && keeper.children(node, false).names().isEmpty()) {
            keeper.delete(node, -1);
            node = node.substring(0, node.lastIndexOf('/'));
        }
    }
}
