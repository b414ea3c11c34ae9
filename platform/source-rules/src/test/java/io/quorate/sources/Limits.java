package io.quorate.sources;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code limits.txt}: what is larger than the general limit, and how large it may be. The numbers
 * only fall.
 */
final class Limits {

    static final Path FILE =
            SourceTree.ROOT.resolve("platform/source-rules/src/test/resources/limits.txt");

    private static final String HEAD =
            """
            # What is larger than the general limit (files 25 in a package, fields 12 of a class, parameters 8 of a
            # constructor, lines 400 of a file), and how large it may be. A number may be lowered and a line may go.
            # SizeLimitsTest with -Dquorate.test.rewrite=true writes the file with what there is now, never with more.
            """;

    private final Map<Sizes.Kind, Map<String, Integer>> allowed = new EnumMap<>(Sizes.Kind.class);

    private Limits() {}

    /** With nothing in them they are lowered to whatever is above the general limit. */
    static Limits none() {
        return new Limits();
    }

    static Limits read() {
        Limits limits = new Limits();
        for (String line : SourceTree.text(FILE).lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] words = line.trim().split("\\s+");
                Sizes.Kind kind = Sizes.Kind.valueOf(words[0].toUpperCase(Locale.ROOT));
                limits.of(kind).put(words[1] + ' ' + words[2], Integer.valueOf(words[3]));
            }
        }
        return limits;
    }

    /** What breaks them: too large, or listed without need. */
    List<String> faults(Sizes sizes) {
        List<String> faults = new ArrayList<>();
        for (Sizes.Kind kind : Sizes.Kind.values()) {
            sizes.of(kind)
                    .forEach(
                            (name, number) -> {
                                int most = of(kind).getOrDefault(name, kind.limit);
                                if (number > most) {
                                    faults.add(
                                            "%s: %d %s, %d allowed"
                                                    .formatted(name, number, kind.text(), most));
                                }
                            });
            of(kind).keySet().stream()
                    .filter(name -> sizes.of(kind).getOrDefault(name, 0) <= kind.limit)
                    .forEach(
                            name ->
                                    faults.add(
                                            "%s: its line (%s) can go"
                                                    .formatted(name, kind.text())));
        }
        return faults;
    }

    /** The file as it would be with today's numbers; never more than it allows already. */
    String lowered(Sizes sizes) {
        boolean anew = allowed.isEmpty();
        StringBuilder text = new StringBuilder(HEAD);
        for (Sizes.Kind kind : Sizes.Kind.values()) {
            text.append('\n');
            sizes.of(kind).entrySet().stream()
                    .filter(size -> size.getValue() > kind.limit)
                    .filter(size -> anew || of(kind).containsKey(size.getKey()))
                    .forEach(
                            size ->
                                    text.append(
                                            "%s %s %d\n"
                                                    .formatted(
                                                            kind.text(),
                                                            size.getKey(),
                                                            Math.min(
                                                                    size.getValue(),
                                                                    of(kind, size.getKey())))));
        }
        return text.toString();
    }

    private int of(Sizes.Kind kind, String name) {
        return of(kind).getOrDefault(name, Integer.MAX_VALUE);
    }

    private Map<String, Integer> of(Sizes.Kind kind) {
        return allowed.computeIfAbsent(kind, k -> new TreeMap<>());
    }
}
