package io.quorate.shell.command;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.ErrorCode;
import io.quorate.model.SystemPaths;
import io.quorate.shell.client.ClientFault;
import io.quorate.shell.client.Keeper;
import io.quorate.shell.client.KeeperFault;
import io.quorate.shell.option.Arguments;
import io.quorate.shell.option.Syntax;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Limits nodes or bytes of a subtree. A path may not have a quota above or below another one. */
final class SetQuota implements Command {

    private static final Syntax SYNTAX =
            Syntax.of("", "n", "b", "N", "B")
                    .exactlyOne(
                            "[-n num soft quota, -b bytes soft quota, -N num hard quota, -B bytes hard quota]");

    @Override
    public String name() {
        return "setquota";
    }

    @Override
    public String usage() {
        return "-n|-b|-N|-B val path";
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
        String option =
                List.of("n", "b", "N", "B").stream()
                        .filter(arguments::has)
                        .findFirst()
                        .orElseThrow();
        Long value = value(context, option, arguments.value(option));
        if (value == null) {
            return;
        }
        if (path.startsWith(QuotaPaths.ROOT)) {
            context.err().println("cannot set a quota under the path: " + QuotaPaths.ROOT);
            return;
        }
        Keeper keeper = context.keeper();
        if (!isThere(keeper, path)) {
            throw new CommandFault(path + " does not exist.");
        }
        refuseNested(keeper, path);
        set(context, path, option, value);
    }

    /**
     * The limit, or null after a complaint, which is no failure of the command for scripts of
     * zkCli.
     */
    private static @Nullable Long value(Context context, String option, @Nullable String text) {
        boolean nodes = option.equals("n") || option.equals("N");
        try {
            long value = nodes ? Integer.parseInt(text) : Long.parseLong(text);
            if (nodes && value <= 0) {
                context.err().println("the num quota must be greater than zero");
            } else if (value < 0) {
                context.err().println("the bytes quota must be greater than or equal to zero");
            } else {
                return value;
            }
        } catch (NumberFormatException e) {
            context.err().println("NumberFormatException happens when parsing the option value");
        }
        return null;
    }

    private static void refuseNested(Keeper keeper, String path)
            throws ClientFault, CommandFault, InterruptedException {
        for (int slash = path.lastIndexOf('/');
                slash > 0;
                slash = path.lastIndexOf('/', slash - 1)) {
            String parent = path.substring(0, slash);
            if (isThere(keeper, QuotaPaths.limits(parent))) {
                throw new CommandFault(path + " has a parent " + parent + " which has a quota");
            }
        }
        List<String> below = new ArrayList<>(List.of(QuotaPaths.node(path)));
        while (!below.isEmpty()) {
            String node = below.removeLast();
            for (String name : childrenOf(keeper, node)) {
                if (!name.equals(SystemPaths.QUOTA_LIMITS)) {
                    below.add(Subtree.child(node, name));
                } else if (!node.equals(QuotaPaths.node(path))) {
                    throw new CommandFault(
                            path
                                    + " has a child "
                                    + node.substring(QuotaPaths.ROOT.length())
                                    + " which has a quota");
                }
            }
        }
    }

    private static List<String> childrenOf(Keeper keeper, String path)
            throws ClientFault, InterruptedException {
        try {
            return keeper.children(path, false).names();
        } catch (KeeperFault e) {
            if (e.code() == ErrorCode.NO_NODE) {
                return List.of();
            }
            throw e;
        }
    }

    private static void set(Context context, String path, String option, long value)
            throws ClientFault, InterruptedException {
        Keeper keeper = context.keeper();
        QuotaLimits limits;
        if (isThere(keeper, QuotaPaths.limits(path))) {
            limits =
                    QuotaLimits.parse(keeper.get(QuotaPaths.limits(path), false).bytes())
                            .with(option, value);
            keeper.set(QuotaPaths.limits(path), limits.data(), -1);
        } else {
            limits = QuotaLimits.NONE.with(option, value);
            createParents(keeper, path);
            create(keeper, QuotaPaths.limits(path), limits.data());
            create(
                    keeper,
                    QuotaPaths.stats(path),
                    QuotaLimits.NO_USAGE.getBytes(StandardCharsets.UTF_8));
        }
        QuotaLimits used = QuotaLimits.parse(keeper.get(QuotaPaths.stats(path), false).bytes());
        if (limits.isBelowCount(used.count())) {
            context.out()
                    .println(
                            "[Warning]: the count quota you create is less than the existing count:"
                                    + used.count());
        }
        if (limits.isBelowBytes(used.bytes())) {
            context.out()
                    .println(
                            "[Warning]: the bytes quota you create is less than the existing bytes:"
                                    + used.bytes());
        }
    }

    private static void createParents(Keeper keeper, String path)
            throws ClientFault, InterruptedException {
        String node = QuotaPaths.node(path);
        for (int slash = node.indexOf('/', 1); slash > 0; slash = node.indexOf('/', slash + 1)) {
            createIfAbsent(keeper, node.substring(0, slash));
        }
        createIfAbsent(keeper, node);
    }

    private static void createIfAbsent(Keeper keeper, String path)
            throws ClientFault, InterruptedException {
        if (!isThere(keeper, path)) {
            create(keeper, path, null);
        }
    }

    private static void create(Keeper keeper, String path, byte @Nullable [] data)
            throws ClientFault, InterruptedException {
        keeper.create(path, data, AclEntry.OPEN, CreateFlags.PERSISTENT, 0);
    }

    private static boolean isThere(Keeper keeper, String path)
            throws ClientFault, InterruptedException {
        try {
            keeper.exists(path, false);
            return true;
        } catch (KeeperFault e) {
            if (e.code() == ErrorCode.NO_NODE) {
                return false;
            }
            throw e;
        }
    }
}
