package io.quorate.election.fast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays the scripts in {@code src/test/resources/scenarios} against one core. A comment says why, a
 * command acts, the block behind {@code ----} is everything the core did. {@code
 * -Dquorate.test.rewrite=true} writes the blocks anew, so that a review shows a change of behaviour
 * as a change of text.
 */
class ScenariosTest {

    private static final Path FOLDER = Path.of("src/test/resources/scenarios");
    private static final String RULE = "----";

    static List<String> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".scn"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void play(String name) throws IOException {
        Path file = FOLDER.resolve(name);
        List<String> written = Files.readAllLines(file);
        List<String> played = play(written);
        if (Boolean.getBoolean("quorate.test.rewrite")) {
            Files.write(file, played);
        } else {
            assertThat(String.join("\n", played)).isEqualTo(String.join("\n", written));
        }
    }

    /** Comments and commands as written, blocks as they happened. */
    private static List<String> play(List<String> written) {
        ScriptedElection election = new ScriptedElection();
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
