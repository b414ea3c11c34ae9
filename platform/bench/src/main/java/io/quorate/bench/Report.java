package io.quorate.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Markdown, printed line by line as results come in and kept for a file. */
final class Report {
    private final StringBuilder text = new StringBuilder();
    private final PrintStream echo;

    Report(PrintStream echo) {
        this.echo = echo;
    }

    void line(String line) {
        text.append(line).append('\n');
        echo.println(line);
        echo.flush();
    }

    void heading(String title) {
        line("");
        line("## " + title);
        line("");
    }

    void row(String... cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    void rule(int columns) {
        line("|" + "---|".repeat(columns));
    }

    /** Machine and virtual machine, so that a figure is never read without them. */
    void machine() throws IOException {
        String model = "unknown CPU";
        long kilobytes = 0;
        for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
            if (line.startsWith("model name")) {
                model = line.substring(line.indexOf(':') + 1).trim();
            }
        }
        for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemTotal")) {
                kilobytes = Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        line(
                String.format(
                        Locale.ROOT,
                        "Machine: %d cores (%s), %d GB memory, %s %s. JDK %s %s for both servers and the load generator.",
                        Runtime.getRuntime().availableProcessors(),
                        model,
                        kilobytes >> 20,
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("java.vendor"),
                        System.getProperty("java.runtime.version")));
    }

    void save(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }
}
