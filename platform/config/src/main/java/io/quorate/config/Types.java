package io.quorate.config;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the types of values as the table of keys writes them, for example {@code ms -1} or {@code
 * one-of auto epoll nio}. How numbers and switches may be written depends on where ZooKeeper reads
 * the key.
 */
final class Types {

    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final Set<String> MODIFIERS = Set.of("decimal", "guard", "or-default", "or-off");

    private final List<String> words;
    private final Set<String> modifiers = new HashSet<>();
    private final boolean property;

    private Types(String written, boolean property) {
        this.property = property;
        String[] all = written.split(" ");
        this.words = Arrays.stream(all).filter(word -> !MODIFIERS.contains(word)).toList();
        modifiers.addAll(Arrays.asList(all));
    }

    /**
     * A type.
     *
     * @param property whether the key is a system property of ZooKeeper, which reads those in other
     *     ways than the keys of the file: numbers in any radix, and switches as on only if they are
     *     {@code true}
     */
    static KeyType of(String written, boolean property) {
        return new Types(written, property).type();
    }

    private KeyType type() {
        return switch (words.getFirst()) {
            case "count" ->
                    new KeyType.Number(
                            number(1), numberOr(2, Integer.MAX_VALUE), lowIsNone(), numerals());
            case "port" -> new KeyType.Port(modifiers.contains("or-off"), numerals());
            case "ms" -> duration(KeyType.Duration.Unit.MS);
            case "s" -> duration(KeyType.Duration.Unit.S);
            case "h" -> duration(KeyType.Duration.Unit.H);
            case "bytes" -> size(1, number(2));
            case "kib" -> size(KIB, numberOr(2, Long.MAX_VALUE / KIB));
            case "mib" -> size(MIB, Long.MAX_VALUE / MIB);
            case "fraction" -> new KeyType.Decimal(0, 1);
            case "flag" ->
                    new KeyType.Flag(property ? (Boolean) modifiers.contains("guard") : null);
            case "yes-no" -> new KeyType.ExactWord(words.get(1).equals("yes"));
            case "text" -> new KeyType.Text(false);
            case "secret" -> new KeyType.Text(true);
            case "words" -> new KeyType.Words();
            case "path" -> new KeyType.Location();
            case "hash" -> new KeyType.Hash();
            case "one-of" -> new KeyType.PluginSelection(choices());
            default ->
                    throw new IllegalArgumentException(
                            "there is no type of values " + String.join(" ", words));
        };
    }

    private Numerals numerals() {
        return property && !modifiers.contains("decimal") ? Numerals.ANY_RADIX : Numerals.DECIMAL;
    }

    private boolean lowIsNone() {
        return modifiers.contains("or-default");
    }

    private KeyType duration(KeyType.Duration.Unit unit) {
        return new KeyType.Duration(
                unit, number(1), numberOr(2, Integer.MAX_VALUE), lowIsNone(), numerals());
    }

    private KeyType size(long unit, long max) {
        return new KeyType.Size(unit, number(1), max, lowIsNone(), numerals());
    }

    private List<String> choices() {
        return words.stream().skip(1).map(word -> word.equals("empty") ? "" : word).toList();
    }

    private long number(int at) {
        return Long.parseLong(words.get(at));
    }

    private long numberOr(int at, long otherwise) {
        return at < words.size() ? number(at) : otherwise;
    }
}
