package io.quorate.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The one table of keys, read from {@code keys.txt} beside this class, which also says how it is
 * written: what the server understands, what it hands to whom, and what the reference page says.
 * Immutable, any thread.
 */
final class KeyTable {

    private static final String FILE = "keys.txt";
    private static final int COLUMNS = 7;
    private static final String NONE = "-";
    private static final String EMPTY = "empty";

    static final List<Section> SECTIONS = read();

    private static final Map<String, Key> EXACT = new HashMap<>();
    private static final List<Key> PATTERNS = new ArrayList<>();

    static {
        for (Key key : keys()) {
            if (key.isPattern()) {
                PATTERNS.add(key);
            } else {
                put(key.name(), key);
                key.aliases().forEach(alias -> put(alias, key));
            }
        }
    }

    private KeyTable() {}

    private static void put(String name, Key key) {
        if (EXACT.put(name, key) != null) {
            throw new IllegalStateException("the key " + name + " stands in the table twice");
        }
    }

    private static List<Section> read() {
        List<Section> sections = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                KeyTable.class.getResourceAsStream(FILE),
                                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("## ")) {
                    sections.add(new Section(line.substring(3), new ArrayList<>()));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    sections.getLast().keys().add(row(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(sections);
    }

    private static Key row(String line) {
        String[] columns = line.split(" \\| ", COLUMNS);
        try {
            List<String> names = List.of(columns[0].split(" "));
            Key.Where where = Key.Where.valueOf(columns[1].toUpperCase(Locale.ROOT));
            return new Key(
                    names.getFirst(),
                    where,
                    Types.of(columns[2], where == Key.Where.PROPERTY || where == Key.Where.JVM),
                    Types.of(columns[2], where != Key.Where.FILE),
                    columns[3].equals(NONE) ? null : columns[3].equals(EMPTY) ? "" : columns[3],
                    Key.Effect.written(columns[4]),
                    columns[5].equals(NONE)
                            ? List.of()
                            : Arrays.stream(columns[5].split(" "))
                                    .map(Key.Target::written)
                                    .toList(),
                    names.subList(1, names.size()),
                    columns[6]);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalStateException(FILE + " has a row that cannot be read: " + line, e);
        }
    }

    static List<Key> keys() {
        return SECTIONS.stream().flatMap(section -> section.keys().stream()).toList();
    }

    /** The row for a key as written in the file; null if there is none. */
    static Key find(String written) {
        Key exact = EXACT.get(written);
        if (exact != null) {
            return exact;
        }
        for (Key pattern : PATTERNS) {
            if (pattern.covers(written)) {
                return pattern;
            }
        }
        return null;
    }

    /** The row with this name. */
    static Key named(String name) {
        return EXACT.get(name);
    }
}
