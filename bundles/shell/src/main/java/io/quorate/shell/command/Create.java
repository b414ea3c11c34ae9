package io.quorate.shell.command;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.ErrorCode;
import io.quorate.shell.client.ClientFault;
import io.quorate.shell.client.KeeperFault;
import io.quorate.shell.option.Arguments;
import io.quorate.shell.option.Syntax;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates a node of any kind. */
final class Create implements Command {

    private static final Syntax SYNTAX = Syntax.of("sec", "t");
    private static final long MAX_TTL_MILLIS = 0xff_ffff_ffffL;

    @Override
    public String name() {
        return "create";
    }

    @Override
    public String usage() {
        return "[-s] [-e] [-c] [-t ttl] path [data] [acl]";
    }

    @Override
    public Syntax syntax() {
        return SYNTAX;
    }

    @Override
    public void run(Context context, Arguments arguments)
            throws ClientFault, CommandFault, InterruptedException {
        require(arguments.count() > 0);
        int flags = flags(arguments);
        long ttlMillis = CreateFlags.isTtl(flags) ? ttlMillis(arguments.value("t")) : 0;
        byte[] data =
                arguments.count() > 1 ? arguments.word(1).getBytes(StandardCharsets.UTF_8) : null;
        List<AclEntry> acl =
                arguments.count() > 2
                        ? AclText.parse(arguments.word(2), context.err())
                        : AclEntry.OPEN;
        try {
            String created =
                    context.keeper().create(arguments.word(0), data, acl, flags, ttlMillis);
            context.err().println("Created " + created);
        } catch (KeeperFault e) {
            if (e.code() == ErrorCode.EPHEMERAL_ON_LOCAL_SESSION) {
                context.err().println("Unable to create ephemeral node on a local session");
            } else if (e.code() == ErrorCode.INVALID_ACL) {
                context.err().println(e.getMessage());
            }
            throw e;
        }
    }

    private static int flags(Arguments arguments) throws CommandFault {
        boolean ephemeral = arguments.has("e");
        boolean sequential = arguments.has("s");
        boolean container = arguments.has("c");
        if (container && (ephemeral || sequential)) {
            throw new CommandFault(
                    "-c cannot be combined with -s or -e. Containers cannot be ephemeral or sequential.");
        }
        if (!arguments.has("t")) {
            int plain =
                    (ephemeral ? CreateFlags.EPHEMERAL : 0)
                            | (sequential ? CreateFlags.PERSISTENT_SEQUENTIAL : 0);
            return container ? CreateFlags.CONTAINER : plain;
        }
        if (ephemeral || container) {
            throw new CommandFault(
                    "TTLs cannot be used with "
                            + (ephemeral ? "Ephemeral" : "Container")
                            + " znodes");
        }
        return sequential ? CreateFlags.TTL_SEQUENTIAL : CreateFlags.TTL;
    }

    private static long ttlMillis(@Nullable String text) throws CommandFault {
        long ttlMillis;
        try {
            ttlMillis = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new CommandFault("-t argument must be a long value");
        }
        if (ttlMillis <= 0 || ttlMillis > MAX_TTL_MILLIS) {
            throw new CommandFault(
                    "ttl must be positive and cannot be larger than: " + MAX_TTL_MILLIS);
        }
        return ttlMillis;
    }
}
