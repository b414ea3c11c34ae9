package io.quorate.shell.command;

import io.quorate.shell.client.Keeper;
import io.quorate.shell.client.Session;
import java.io.PrintStream;

/** What a command works with. */
public record Context(Session session, Keeper keeper, PrintStream out, PrintStream err) {

    /** Says that a form of a command is no longer liked; it works all the same. */
    void deprecated(String old, String better) {
        err.println("'" + old + "' has been deprecated. Please use '" + better + "' instead.");
    }
}
