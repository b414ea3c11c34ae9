package io.quorate.config;

import io.quorate.runtime.disk.IoReason;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a configuration file in Java properties syntax, with the lines they stand on.
 * Immutable.
 *
 * <p>Source: spec semantics section 18.
 */
public final class ConfigurationFile {

    /** Of properties files. */
    static final Charset ENCODING = StandardCharsets.ISO_8859_1;

    private static final long BYTES_MAX = 1 << 20;

    /** What some editors put before the first line, as this encoding reads it. */
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private final @Nullable Path path;
    private final List<Entry> entries;
    private final List<String> remarks;

    private ConfigurationFile(@Nullable Path path, List<Entry> entries, List<String> remarks) {
        this.path = path;
        this.entries = List.copyOf(entries);
        this.remarks = List.copyOf(remarks);
    }

    /**
     * Reads a file of at most 1 MiB.
     *
     * @throws ConfigurationException if it cannot be read or is no properties file
     */
    public static ConfigurationFile read(Path path) throws ConfigurationException {
        try {
            if (Files.size(path) > BYTES_MAX) {
                throw new ConfigurationException(
                        path
                                + " is no configuration file: it has more than "
                                + BYTES_MAX
                                + " bytes");
            }
            return parse(path, Files.readString(path, ENCODING));
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("there is no configuration file " + path, e);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the configuration file " + path + " cannot be read: " + IoReason.of(e), e);
        }
    }

    /** Entries that come from elsewhere, for example the command line. */
    public static ConfigurationFile of(String place, Map<String, String> values) {
        List<Entry> entries = new ArrayList<>();
        values.forEach((key, value) -> entries.add(new Entry(key, value.strip(), place)));
        return new ConfigurationFile(null, entries, List.of());
    }

    static ConfigurationFile parse(Path path, String text) throws ConfigurationException {
        List<Entry> entries = new ArrayList<>();
        for (LogicalLine line : lines(text)) {
            String place = path + " line " + line.number();
            for (Map.Entry<Object, Object> pair : load(line.text(), place).entrySet()) {
                entries.add(
                        new Entry(
                                pair.getKey().toString().trim(),
                                pair.getValue().toString().trim(),
                                place));
            }
        }
        return new ConfigurationFile(
                path,
                entries,
                text.startsWith(BYTE_ORDER_MARK)
                        ? List.of(
                                path
                                        + " begins with a byte order mark, which spoils its first line; save it without")
                        : List.of());
    }

    /**
     * The same text without the lines of some keys; comments, order and all else stay.
     *
     * @throws ConfigurationException if it is no properties file
     */
    static String without(Path path, String text, Predicate<String> key)
            throws ConfigurationException {
        StringBuilder rest = new StringBuilder();
        for (LogicalLine line : lines(text)) {
            String place = path + " line " + line.number();
            boolean goes =
                    load(line.text(), place).keySet().stream()
                            .anyMatch(name -> key.test(name.toString().strip()));
            if (!goes) {
                rest.append(line.text()).append('\n');
            }
        }
        return rest.toString().stripTrailing();
    }

    /**
     * A line with those that continue it.
     *
     * @param number of its first line, from 1
     */
    private record LogicalLine(int number, String text) {}

    private static List<LogicalLine> lines(String text) {
        List<LogicalLine> logical = new ArrayList<>();
        String[] lines = text.split("\r\n|\n|\r", -1);
        for (int at = 0; at < lines.length; at++) {
            int first = at;
            StringBuilder whole = new StringBuilder(lines[at]);
            while (!isComment(lines[first])
                    && endsInBackslash(lines[at])
                    && at + 1 < lines.length) {
                whole.append('\n').append(lines[++at]);
            }
            logical.add(new LogicalLine(first + 1, whole.toString()));
        }
        return logical;
    }

    private static boolean isComment(String line) {
        String start = line.stripLeading();
        return start.startsWith("#") || start.startsWith("!");
    }

    private static boolean endsInBackslash(String line) {
        int backslashes = 0;
        while (backslashes < line.length()
                && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private static Properties load(String line, String place) throws ConfigurationException {
        Properties pair = new Properties();
        try {
            pair.load(new StringReader(line));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(
                    place + " is no line of a properties file: " + e.getMessage(), e);
        }
        return pair;
    }

    /** The file; null if the entries come from elsewhere. */
    public @Nullable Path path() {
        return path;
    }

    /** For sentences: {@code " in <file>"}, nothing if the entries come from elsewhere. */
    String inFile() {
        return path == null ? "" : " in " + path;
    }

    /** Sentences about the file as a whole. */
    List<String> remarks() {
        return remarks;
    }

    List<Entry> entries() {
        return entries;
    }
}
