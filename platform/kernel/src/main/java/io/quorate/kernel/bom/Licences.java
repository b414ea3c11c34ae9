package io.quorate.kernel.bom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of {@code licenses/THIRD-PARTY.md}: which jars of others are under which licence, and
 * where its text stands. Immutable.
 */
public final class Licences {

    /** Jars in the first column, expression of SPDX and name of the file in the last two. */
    private static final Pattern ROW =
            Pattern.compile("\\| `([^`]+)` \\|[^|]+\\| `([^`|]+)` \\| `([^`|]+)` \\|");

    private final List<Row> rows;

    private Licences(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /**
     * One row of the table.
     *
     * @param jars how the names of the jars begin, before {@code -} and the version; a star at the
     *     end stands for the rest of the name
     * @param expression the licence as SPDX writes it, {@code Apache-2.0} or {@code EPL-2.0 OR
     *     LGPL-2.1-only}
     * @param file where its text stands, from the folder of the page
     */
    public record Row(String jars, String expression, String file) {

        /**
         * Whether the row is about an artifact.
         *
         * @param artifact name of an artifact, without its version
         */
        public boolean covers(String artifact) {
            return jars.endsWith("*")
                    ? artifact.startsWith(jars.substring(0, jars.length() - 1))
                    : artifact.equals(jars);
        }
    }

    public static Licences read(Path page) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(page)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.add(new Row(row.group(1), row.group(2), row.group(3)));
            }
        }
        return new Licences(rows);
    }

    public List<Row> rows() {
        return rows;
    }

    /**
     * The row about an artifact.
     *
     * @param artifact name of an artifact, without its version
     * @throws IllegalArgumentException if not exactly one row covers it
     */
    public Row of(String artifact) {
        List<Row> found = rows.stream().filter(row -> row.covers(artifact)).toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    found.size() + " rows of licenses/THIRD-PARTY.md are about " + artifact);
        }
        return found.getFirst();
    }
}
