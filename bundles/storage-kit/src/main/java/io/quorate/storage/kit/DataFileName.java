package io.quorate.storage.kit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Name of a ZooKeeper data file: {@code log.<hex>} or {@code snapshot.<hex>[.gz|.snappy]}. Source:
 * spec disk-format section 1.
 *
 * @param name the whole name
 * @param zxid the number in it
 * @param extension what follows the number, without dot; empty if nothing does
 */
public record DataFileName(String name, long zxid, String extension) {

    /** First part of a log's name. */
    public static final String LOG = "log";

    /** First part of a snapshot's name. */
    public static final String SNAPSHOT = "snapshot";

    /** Order by zxid, then name. */
    public static final Comparator<DataFileName> BY_ZXID =
            Comparator.comparingLong(DataFileName::zxid).thenComparing(DataFileName::name);

    /** Parses {@code name} as a file of {@code kind}; empty if it is none. */
    public static Optional<DataFileName> parse(String kind, String name) {
        String[] parts = name.split("\\.", 3);
        if (parts.length < 2
                || !parts[0].equals(kind)
                || parts[1].isEmpty()
                || parts[1].length() > 16) {
            return Optional.empty();
        }
        for (int i = 0; i < parts[1].length(); i++) {
            if (Character.digit(parts[1].charAt(i), 16) < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(
                new DataFileName(
                        name,
                        Long.parseUnsignedLong(parts[1], 16),
                        parts.length == 3 ? parts[2] : ""));
    }

    /** The files of {@code kind} among {@code names}, ascending. */
    public static List<DataFileName> select(String kind, List<String> names) {
        List<DataFileName> found = new ArrayList<>();
        for (String name : names) {
            parse(kind, name).ifPresent(found::add);
        }
        found.sort(BY_ZXID);
        return found;
    }
}
