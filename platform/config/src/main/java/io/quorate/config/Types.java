package io.quorate.config;

import java.util.Arrays;
import java.util.List;

/**
 * Reads the types of values as the table of keys writes them, for example {@code ms -1} or {@code
 * one-of auto epoll nio}.
 */
final class Types {

    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final long PORT_MAX = 65_535;

    private Types() {}

    static KeyType of(String written) {
        String[] words = written.split(" ");
        return switch (words[0]) {
            case "count" ->
                    new KeyType.Number(
                            number(words, 1),
                            words.length > 2 ? number(words, 2) : Integer.MAX_VALUE);
            case "port" -> new KeyType.Number(0, PORT_MAX);
            case "ms" -> duration(KeyType.Duration.Unit.MS, words);
            case "s" -> duration(KeyType.Duration.Unit.S, words);
            case "h" -> duration(KeyType.Duration.Unit.H, words);
            case "bytes" -> new KeyType.Size(1, number(words, 1), number(words, 2));
            case "kib" -> new KeyType.Size(KIB, number(words, 1), Long.MAX_VALUE / KIB);
            case "mib" -> new KeyType.Size(MIB, number(words, 1), Long.MAX_VALUE / MIB);
            case "fraction" -> new KeyType.Decimal(0, 1);
            case "flag" -> new KeyType.Flag();
            case "yes-no" -> new KeyType.YesNo();
            case "text" -> new KeyType.Text();
            case "words" -> new KeyType.Words();
            case "path" -> new KeyType.Location();
            case "hash" -> new KeyType.Hash();
            case "one-of" -> new KeyType.Choice(choices(words));
            default -> throw new IllegalArgumentException("there is no type of values " + written);
        };
    }

    private static KeyType duration(KeyType.Duration.Unit unit, String[] words) {
        return new KeyType.Duration(unit, number(words, 1), Integer.MAX_VALUE);
    }

    private static List<String> choices(String[] words) {
        return Arrays.stream(words).skip(1).map(word -> word.equals("empty") ? "" : word).toList();
    }

    private static long number(String[] words, int at) {
        return Long.parseLong(words[at]);
    }
}
