package io.quorate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The figures of ZooKeeper that {@code mntr} does not print, as docs/METRICS.md lists them. */
public final class LeftOutFigures {

    private static final Pattern NAME = Pattern.compile("`([a-z0-9_]+)`");
    private static final Set<String> NAMES = read();

    private LeftOutFigures() {}

    /** Whether a key of {@code mntr}, with or without {@code zk_}, belongs to one of them. */
    public static boolean contain(String key) {
        String name =
                key.replaceFirst("^zk_", "")
                        .replaceFirst("^(avg|min|max|cnt|sum|p50|p95|p99|p999)_", "")
                        .replaceFirst("^(N|[0-9]+)_", "");
        return NAMES.contains(name)
                || name.endsWith("_read_per_namespace")
                || name.endsWith("_write_per_namespace")
                || name.equals("request_throttle_queue_time_ms");
    }

    private static Set<String> read() {
        Path page = Path.of("docs/METRICS.md").toAbsolutePath();
        while (!Files.exists(page) && page.getNameCount() > 2) {
            Path folder = page.getParent().getParent();
            page = folder.getParent().resolve("docs/METRICS.md");
        }
        try {
            Set<String> names = new TreeSet<>();
            for (String line : Files.readString(page).split("## Left out", 2)[1].split("\n")) {
                String[] cells = line.split("\\|");
                if (cells.length > 2) {
                    for (Matcher name = NAME.matcher(cells[1]); name.find(); ) {
                        names.add(name.group(1));
                    }
                }
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException("docs/METRICS.md cannot be read", e);
        }
    }
}
