package io.quorate.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Documents are wrapped at 120 columns, but for tables, code, and what cannot be broken. */
class DocumentWidthTest {

    private static final int COLUMNS = 120;

    /** Written by a test from the table of keys. */
    private static final String GENERATED = "docs/CONFIGURATION.md";

    /** What stays on one line: code and links. */
    private static final Pattern UNBROKEN = Pattern.compile("`[^`]*`|\\[[^]]*]\\([^)]*\\)");

    @Test
    void linesAreNotLongerThanTheyNeedToBe() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : SourceTree.files()) {
            String name = SourceTree.name(file);
            if (name.endsWith(".md") && !name.equals(GENERATED)) {
                check(name, Files.readAllLines(file), tooLong);
            }
        }
        assertThat(tooLong).as("lines of more than " + COLUMNS + " columns").isEmpty();
    }

    private static void check(String name, List<String> lines, List<String> tooLong) {
        boolean code = false;
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            code ^= line.stripLeading().startsWith("```");
            if (!code
                    && line.length() > COLUMNS
                    && !line.startsWith("|")
                    && !line.startsWith("    ")
                    && isBreakable(line)) {
                tooLong.add(name + ":" + (at + 1));
            }
        }
    }

    /** Whether there is a space, after the first word, before the edge. */
    private static boolean isBreakable(String line) {
        String text =
                UNBROKEN.matcher(line).replaceAll(match -> "x".repeat(match.group().length()));
        String words = text.stripLeading().replaceFirst("^([*+-]|\\d+\\.|#+)\\s+", "");
        int space = words.indexOf(' ');
        return space >= 0 && text.length() - words.length() + space < COLUMNS;
    }
}
