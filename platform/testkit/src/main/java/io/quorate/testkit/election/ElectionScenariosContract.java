package io.quorate.testkit.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Plays the scripts in {@code src/test/resources/scenarios} against one core. A plugin extends this
 * class. A comment says why, a command acts, the block behind {@code ----} is everything the core
 * did. {@code -Dquorate.test.rewrite=true} writes the blocks anew, so that a review shows a change
 * of behaviour as a change of text.
 */
public abstract class ElectionScenariosContract {

    private static final Path FOLDER = Path.of("src/test/resources/scenarios");
    private static final String RULE = "----";

    /** What a script is played with; new at each call. */
    protected abstract ElectionScript script();

    @TestFactory
    Stream<DynamicTest> scenarios() throws IOException {
        List<Path> scripts;
        try (Stream<Path> files = Files.list(FOLDER)) {
            scripts = files.filter(file -> file.toString().endsWith(".scn")).sorted().toList();
        }
        assertThat(scripts).as("scripts in %s", FOLDER).isNotEmpty();
        return scripts.stream()
                .map(
                        script ->
                                DynamicTest.dynamicTest(
                                        script.getFileName().toString(), () -> play(script)));
    }

    private void play(Path file) throws IOException {
        List<String> written = Files.readAllLines(file);
        List<String> played = play(written);
        if (Boolean.getBoolean("quorate.test.rewrite")) {
            Files.write(file, played);
        } else {
            assertThat(String.join("\n", played)).isEqualTo(String.join("\n", written));
        }
    }

    /** Comments and commands as written, blocks as they happened. */
    private List<String> play(List<String> written) {
        ElectionScript election = script();
        List<String> played = new ArrayList<>();
        boolean inBlock = false;
        for (String line : written) {
            if (line.isBlank()) {
                played.add("");
                inBlock = false;
            } else if (line.startsWith("#")) {
                played.add(line);
            } else if (line.equals(RULE)) {
                inBlock = true;
            } else if (!inBlock) {
                played.add(line);
                played.add(RULE);
                try {
                    played.addAll(election.play(line));
                } catch (RuntimeException e) {
                    throw new AssertionError("cannot play \"" + line + "\": " + e, e);
                }
            }
        }
        return played;
    }
}
