package io.quorate.conformance.differential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts which operations have been answered with which errors, so that a run shows what it has
 * covered.
 */
final class Coverage {
    private static final Pattern REPLY = Pattern.compile("^s\\d (\\S+) (?:.* )?-> (-?\\d+) ");
    private static final Pattern EVENT = Pattern.compile("^s\\d (event -?\\d+) ");
    private final Map<String, Integer> counts = new TreeMap<>();

    void add(List<String> transcript) {
        for (String line : transcript) {
            Matcher reply = REPLY.matcher(line);
            Matcher event = EVENT.matcher(line);
            if (reply.find()) {
                counts.merge(reply.group(1) + " " + reply.group(2), 1, Integer::sum);
            } else if (event.find()) {
                counts.merge(event.group(1), 1, Integer::sum);
            }
        }
    }

    void save(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(
                file,
                counts.entrySet().stream()
                        .map(entry -> entry.getValue() + "\t" + entry.getKey())
                        .toList());
    }
}
