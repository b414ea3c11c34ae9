package io.quorate.sources;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code docs/ADDING.md}: sections, each with examples and the words they are found by, and a table
 * of places.
 */
final class AddingPage {

    /**
     * One kind of thing to add.
     *
     * @param examples name to words
     */
    record Section(String title, Map<String, List<String>> examples, List<Place> places) {}

    /**
     * A row.
     *
     * @param example name of one, or {@code all}
     * @param module folder from the root
     * @param file name of a file somewhere in it; null: the whole module
     */
    record Place(String example, String module, String file) {

        boolean isFor(String name) {
            return example.equals("all") || example.equals(name);
        }

        /** Whether a file, named from the root, is the place or stands in it. */
        boolean has(String path) {
            boolean inside = module.equals(".") || path.startsWith(module + "/");
            if (file == null) {
                return inside;
            }
            return module.equals(".")
                    ? path.equals(file)
                    : inside && path.substring(path.lastIndexOf('/') + 1).equals(file);
        }

        @Override
        public String toString() {
            return file == null ? module : module + " " + file;
        }
    }

    private static final Pattern EXAMPLE = Pattern.compile("\\* \\*\\*(\\w+)\\*\\*: (.*)");
    private static final Pattern ROW =
            Pattern.compile("\\| (\\w+) \\| `([^`]+)`(?: `([^`]+)`)? \\| .+ \\|");
    private static final Pattern WORD = Pattern.compile("`([^`]+)`");

    private AddingPage() {}

    static List<Section> read(Path page) {
        List<Section> sections = new ArrayList<>();
        for (String line : SourceTree.text(page).lines().toList()) {
            if (line.startsWith("## ")) {
                sections.add(
                        new Section(line.substring(3), new LinkedHashMap<>(), new ArrayList<>()));
            }
            Matcher example = EXAMPLE.matcher(line);
            if (example.matches()) {
                List<String> words =
                        WORD.matcher(example.group(2)).results().map(w -> w.group(1)).toList();
                sections.getLast().examples().put(example.group(1), words);
            }
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                sections.getLast()
                        .places()
                        .add(new Place(row.group(1), row.group(2), row.group(3)));
            }
        }
        return sections;
    }
}
