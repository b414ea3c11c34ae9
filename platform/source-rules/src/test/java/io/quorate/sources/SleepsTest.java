package io.quorate.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests do not sleep but where {@code sleeps.txt} says why. */
class SleepsTest {

    private static final Path EXCEPTIONS =
            SourceTree.ROOT.resolve("platform/source-rules/src/test/resources/sleeps.txt");

    private static final Pattern SLEEP =
            Pattern.compile("\\bThread\\.sleep\\(|\\bparkNanos\\(|\\b[A-Z]+\\.sleep\\(");
    private static final Pattern EXCEPTION =
            Pattern.compile("(\\w+) +(\\d+) ((polls|paces|silence): .+)");

    @Test
    void everySleepHasAReason() {
        Map<String, Integer> found = new TreeMap<>();
        for (Path file : SourceTree.testJava()) {
            int sleeps = (int) SLEEP.matcher(SourceTree.text(file)).results().count();
            if (sleeps > 0 && !file.getFileName().toString().equals("SleepsTest.java")) {
                found.merge(
                        file.getFileName().toString().replace(".java", ""), sleeps, Integer::sum);
            }
        }
        assertThat(found).as("sleeps of tests and sleeps.txt").isEqualTo(exceptions());
    }

    private static Map<String, Integer> exceptions() {
        Map<String, Integer> exceptions = new TreeMap<>();
        for (String line : SourceTree.text(EXCEPTIONS).lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                Matcher exception = EXCEPTION.matcher(line);
                assertThat(exception.matches()).as(line).isTrue();
                exceptions.put(exception.group(1), Integer.valueOf(exception.group(2)));
            }
        }
        return exceptions;
    }
}
