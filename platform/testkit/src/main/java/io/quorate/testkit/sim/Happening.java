package io.quorate.testkit.sim;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A fault, or its end, as it struck: one line of a scenario file.
 *
 * @param atNanos when, virtual
 * @param numbers which servers, how hard; their meaning depends on the kind
 */
public record Happening(long atNanos, Kind kind, List<Long> numbers) {

    /** Kinds, and what their numbers say. */
    public enum Kind {
        /** Server. */
        START,
        /** Server. */
        KILL,
        /** Server. */
        POWER,
        /** Server, actions until then. */
        CRASH_IN_STEP,
        /** Server. */
        FREEZE,
        /** Server. */
        THAW,
        /** Connections. */
        BREAK,
        /** Pairs of servers: from, to. */
        CUT,
        /** Nothing. */
        HEAL,
        /** Pairs of servers whose connections break, and that find each other no more. */
        PART,
        /**
         * Server that stops when something comes to it: what ({@link SimMachine.Bait}),
         * microseconds until then, 1 if it loses power.
         */
        AMBUSH,
        /** Longest delay, microseconds. */
        DELAY,
        /** Server, longest sync, microseconds. */
        SYNC_TIME,
        /** Server. */
        BAD_DISK,
        /** Server, successor or 0. */
        HAND_OVER,
        /** Server, entries kept behind it. */
        CHECKPOINT,
        /**
         * Asked server, then for each member its id, 1 for a vote, and what to add to its ports.
         */
        RECONFIG,
        /** 1 if it grants. */
        ORACLE
    }

    public Happening {
        numbers = List.copyOf(numbers);
    }

    static Happening of(long atNanos, Kind kind, long... numbers) {
        return new Happening(atNanos, kind, Arrays.stream(numbers).boxed().toList());
    }

    long first() {
        return numbers.getFirst();
    }

    /** As a line of a scenario file. */
    String line() {
        StringBuilder line =
                new StringBuilder("at " + atNanos + ' ' + kind.name().toLowerCase(Locale.ROOT));
        numbers.forEach(number -> line.append(' ').append(number));
        return line.toString();
    }

    /** Reads what {@link #line} wrote. */
    static Happening read(String line) {
        String[] words = line.strip().split("\\s+");
        if (words.length < 3 || !words[0].equals("at")) {
            throw new IllegalArgumentException("\"" + line + "\" is not a happening");
        }
        return now(Long.parseLong(words[1]), Arrays.copyOfRange(words, 2, words.length));
    }

    /** Reads a kind and its numbers. */
    static Happening now(long nanos, String... words) {
        try {
            return new Happening(
                    nanos,
                    Kind.valueOf(words[0].toUpperCase(Locale.ROOT)),
                    Arrays.stream(words).skip(1).map(Long::valueOf).toList());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + String.join(" ", words) + "\" is not a happening", e);
        }
    }
}
