package io.quorate.shell;

import io.quorate.shell.client.WatchEvent;
import java.io.PrintStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prints the events of a session, unless that is turned off. Events come on the session's thread,
 * the switches from the shell's.
 */
final class EventPrinter implements Consumer<WatchEvent> {

    private final PrintStream out;
    private volatile boolean on = true;
    private volatile @Nullable Consumer<String> console;

    EventPrinter(PrintStream out) {
        this.out = out;
    }

    boolean isOn() {
        return on;
    }

    void turn(boolean on) {
        this.on = on;
    }

    /** From now on events go to a console that keeps its prompt below them. */
    void printTo(@Nullable Consumer<String> console) {
        this.console = console;
    }

    @Override
    public void accept(WatchEvent event) {
        if (!on) {
            return;
        }
        String newline = System.lineSeparator();
        String text = newline + "WATCHER::" + newline + newline + event;
        Consumer<String> above = console;
        if (above == null) {
            out.println(text);
            out.flush();
        } else {
            out.flush();
            above.accept(text);
        }
    }
}
