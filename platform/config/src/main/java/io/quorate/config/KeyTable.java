package io.quorate.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table of keys: what is understood, which modules get it, and what the reference page says. The
 * server's own is {@code keys.txt} beside this class, which also says how a table is written; a
 * plugin brings one in its jar. Immutable, any thread.
 */
final class KeyTable {

    private static final String FILE = "keys.txt";
    private static final int COLUMNS = 7;
    private static final String NONE = "-";
    private static final String EMPTY = "empty";

    /** The server's own. */
    static final KeyTable SERVER = readOfServer();

    /** A part of a table, with the heading it has in the reference page. */
    record Section(String heading, List<Key> keys) {}

    private final List<Section> sections;
    private final Map<String, Key> exact = new HashMap<>();
    private final List<Key> patterns = new ArrayList<>();

    private KeyTable(List<Section> sections) {
        this.sections = List.copyOf(sections);
        for (Section section : sections) {
            for (Key key : section.keys()) {
                if (key.isPattern()) {
                    patterns.add(key);
                } else {
                    put(key.name(), key);
                    key.aliases().forEach(alias -> put(alias, key));
                }
            }
        }
    }

    private void put(String name, Key key) {
        if (exact.put(name, key) != null) {
            throw new IllegalArgumentException("the key " + name + " stands in it twice");
        }
    }

    private static KeyTable readOfServer() {
        return read(
                new InputStreamReader(
                        KeyTable.class.getResourceAsStream(FILE), StandardCharsets.UTF_8),
                Key.Target::ofModule);
    }

    /**
     * The table of a plugin; its keys go to properties of the plugin's own component.
     *
     * @throws IllegalArgumentException if it cannot be read; the message names the line
     */
    static KeyTable ofPlugin(String text) {
        return read(new StringReader(text), Key.Target::ofPlugin);
    }

    private static KeyTable read(Reader text, Function<String, Key.Target> targets) {
        List<Section> sections = new ArrayList<>();
        int number = 0;
        try (BufferedReader lines = new BufferedReader(text)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.startsWith("## ")) {
                    sections.add(new Section(line.substring(3), new ArrayList<>()));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    if (sections.isEmpty()) {
                        throw new IllegalArgumentException("there is no heading before it");
                    }
                    sections.getLast().keys().add(row(line, targets));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "line " + number + ": its values or who gets it are not written out", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
        return new KeyTable(sections);
    }

    private static Key row(String line, Function<String, Key.Target> targets) {
        String[] columns = line.split(" \\| ", COLUMNS);
        if (columns.length < COLUMNS) {
            throw new IllegalArgumentException("a row has " + COLUMNS + " columns: " + line);
        }
        List<String> names = List.of(columns[0].split(" "));
        Key.Where where = where(columns[1]);
        return new Key(
                names.getFirst(),
                where,
                Types.of(columns[2], where == Key.Where.PROPERTY || where == Key.Where.JVM),
                Types.of(columns[2], where != Key.Where.FILE),
                columns[3].equals(NONE) ? null : columns[3].equals(EMPTY) ? "" : columns[3],
                Key.Effect.written(columns[4]),
                columns[5].equals(NONE)
                        ? List.of()
                        : Arrays.stream(columns[5].split(" ")).map(targets).toList(),
                names.subList(1, names.size()),
                columns[6]);
    }

    private static Key.Where where(String written) {
        for (Key.Where where : Key.Where.values()) {
            if (where.name().toLowerCase(Locale.ROOT).equals(written)) {
                return where;
            }
        }
        throw new IllegalArgumentException("there is no place " + written + " for a key");
    }

    List<Section> sections() {
        return sections;
    }

    List<Key> keys() {
        return sections.stream().flatMap(section -> section.keys().stream()).toList();
    }

    /** The row for a key as written in the file; null if there is none. */
    @Nullable Key find(String written) {
        Key found = exact.get(written);
        if (found != null) {
            return found;
        }
        for (Key pattern : patterns) {
            if (pattern.covers(written)) {
                return pattern;
            }
        }
        return null;
    }

    /** The row with this name. */
    @SuppressWarnings("NullAway") // asked for keys of the table only
    Key named(String name) {
        return exact.get(name);
    }
}
