package io.quorate.shell.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All commands that need a session, by name. */
public final class Commands {

    private static final Map<String, Command> BY_NAME = new TreeMap<>(Comparator.naturalOrder());

    static {
        List<Command> all =
                List.of(
                        new AddAuth(),
                        new AddWatch(),
                        new Close(),
                        new Config(),
                        new Create(),
                        new Delete(),
                        new DeleteAll(),
                        new DelQuota(),
                        new Get(),
                        new GetAcl(),
                        new GetAllChildrenNumber(),
                        new GetEphemerals(),
                        new ListQuota(),
                        new Ls(),
                        new Reconfig(),
                        new RemoveWatches(),
                        new SetAcl(),
                        new SetData(),
                        new SetQuota(),
                        new StatCommand(),
                        new Sync(),
                        new Version(),
                        new WhoAmI());
        for (Command command : all) {
            BY_NAME.put(command.name(), command);
        }
    }

    private Commands() {}

    /** The command, or null. */
    public static @Nullable Command named(String name) {
        return BY_NAME.get(name);
    }

    /** All commands in the order of their names. */
    public static Collection<Command> all() {
        return BY_NAME.values();
    }
}
