package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The reference page is the table of keys. {@code -Dquorate.test.rewrite=true} writes the page
 * anew.
 */
class ReferencePageTest {

    private static Path page() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("platform/config/pom.xml"))) {
            folder = folder.getParent();
        }
        return folder.resolve("docs/CONFIGURATION.md");
    }

    @Test
    void thePageEqualsTheTable() throws IOException {
        if (Boolean.getBoolean("quorate.test.rewrite")) {
            Files.createDirectories(page().getParent());
            Files.writeString(page(), ReferencePage.render());
        }
        assertThat(Files.readString(page())).isEqualTo(ReferencePage.render());
    }

    @Test
    void everyDefaultIsAValueOfItsKey() {
        assertThat(KeyTable.keys())
                .allSatisfy(
                        key -> {
                            if (key.fallback() != null) {
                                assertThat(key.type().parse(key.fallback()))
                                        .as(key.name())
                                        .isNotNull();
                            }
                            assertThat(key.meaning())
                                    .as(key.name())
                                    .isNotEmpty()
                                    .doesNotEndWith(".");
                            assertThat(KeyTable.find(key.name())).isSameAs(key);
                        });
    }

    @Test
    void everyTargetIsNamedOnce() {
        assertThat(KeyTable.keys().stream().flatMap(key -> key.targets().stream()))
                .doesNotHaveDuplicates();
    }
}
