package io.quorate.shell;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The latest lines entered, by number. */
final class History {

    /** Lines that {@code history} shows before the present one. */
    private static final int SHOWN = 10;

    /** Lines that can be redone. */
    private static final int KEPT = 10_000;

    private final Map<Integer, String> lines = new HashMap<>();
    private int current = -1;

    /** Number the next line gets. */
    int next() {
        return current + 1;
    }

    void add(String line) {
        current++;
        lines.put(current, line);
        lines.remove(current - KEPT);
    }

    /**
     * Notes that the present line was a {@code redo} of another one, which is remembered in its
     * place.
     */
    void replaceCurrent(String line) {
        lines.put(current, line);
    }

    /** The line with a number below the present one, or null. */
    @Nullable String line(int number) {
        return number < current ? lines.get(number) : null;
    }

    void print(PrintStream out) {
        for (int number = Math.max(0, current - SHOWN); number <= current; number++) {
            out.println(number + " - " + lines.get(number));
        }
    }
}
