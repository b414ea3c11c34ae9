package io.quorate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who has nothing but the distribution can follow the links of its pages. */
class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("]\\(([\\w./-]+)(#[\\w-]*)?\\)");

    @Test
    void everyLinkLeadsToAFileOfTheDistribution() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        try (Stream<Path> files = Files.walk(Distribution.HOME.resolve("docs"))) {
            for (Path page : files.filter(file -> file.toString().endsWith(".md")).toList()) {
                for (Matcher link = LINK.matcher(Files.readString(page)); link.find(); links++) {
                    Path target = page.resolveSibling(link.group(1)).normalize();
                    if (!target.startsWith(Distribution.HOME) || !Files.exists(target)) {
                        broken.add(Distribution.HOME.relativize(page) + " -> " + link.group(1));
                    }
                }
            }
        }
        assertThat(links).isGreaterThan(100);
        assertThat(broken).isEmpty();
    }

    @Test
    void theSamplesAreThereWithoutWhatWasBuiltOfThem() {
        for (String sample :
                List.of("auth-token", "storage-scratch", "consensus-alone", "election-loudest")) {
            Path project = Distribution.HOME.resolve("samples").resolve(sample);
            assertThat(project.resolve("pom.xml")).exists();
            assertThat(project.resolve("src/main/java")).isDirectory();
            assertThat(project.resolve("target")).doesNotExist();
        }
    }
}
