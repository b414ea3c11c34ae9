package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The reference page is the tables of keys. {@code -Dquorate.test.rewrite=true} writes the page
 * anew.
 */
class ReferencePageTest {

    private static final Path PAGE = ShippedPlugins.ROOT.resolve("docs/CONFIGURATION.md");

    @Test
    void thePageEqualsTheTable() throws IOException {
        if (Boolean.getBoolean("quorate.test.rewrite")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, ReferencePage.render(ShippedPlugins.TABLES));
        }
        assertThat(Files.readString(PAGE)).isEqualTo(ReferencePage.render(ShippedPlugins.TABLES));
    }

    @Test
    void everyDefaultIsAValueOfItsKey() {
        assertThat(ShippedPlugins.keys())
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
                            assertThat(ShippedPlugins.find(key.name()).name())
                                    .isEqualTo(key.name());
                        });
    }

    @Test
    void everyTargetIsNamedOnce() {
        assertThat(KeyTable.SERVER.keys().stream().flatMap(key -> key.targets().stream()))
                .doesNotHaveDuplicates();
    }
}
