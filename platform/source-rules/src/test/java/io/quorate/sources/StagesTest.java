package io.quorate.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every test belongs to one stage of {@code ./verify}: the modules that its fast stage leaves out
 * are those whose tests run in the full stage.
 */
class StagesTest {

    private static final Pattern LEFT_OUT = Pattern.compile("-pl '(![^']+)'");

    @Test
    void whatTheFastStageLeavesOutTheFullStageRuns() {
        List<String> slow =
                SourceTree.files().stream()
                        .filter(file -> file.endsWith("pom.xml"))
                        .filter(file -> !file.getParent().equals(SourceTree.ROOT))
                        .filter(file -> SourceTree.text(file).contains("${tests.slow.skip}"))
                        .map(Path::getParent)
                        .map(SourceTree::name)
                        .toList();
        String script = SourceTree.text(SourceTree.ROOT.resolve("verify"));
        Matcher stage =
                LEFT_OUT.matcher(
                        script.lines()
                                .filter(l -> l.startsWith("stage fast"))
                                .findAny()
                                .orElseThrow());
        assertThat(stage.find()).isTrue();
        assertThat(List.of(stage.group(1).replace("!", "").split(",")))
                .containsExactlyInAnyOrderElementsOf(slow);
    }
}
