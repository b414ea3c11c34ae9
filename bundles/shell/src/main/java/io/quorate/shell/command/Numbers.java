package io.quorate.shell.command;

import io.quorate.shell.option.Arguments;
import org.jspecify.annotations.Nullable;

/** Numbers given as option values. */
final class Numbers {

    private static final int ANY_VERSION = -1;

    private Numbers() {}

    /** The version given with {@code -v}, or -1 for any. */
    static int version(Arguments arguments) throws CommandFault {
        return arguments.has("v") ? int32("-v", arguments.value("v")) : ANY_VERSION;
    }

    /** The value of {@code what} as an int. */
    static int int32(String what, @Nullable String text) throws CommandFault {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new CommandFault(what + " argument must be an int value");
        }
    }
}
