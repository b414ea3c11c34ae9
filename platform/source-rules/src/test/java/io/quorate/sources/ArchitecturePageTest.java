package io.quorate.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The modules and arrows of {@code docs/ARCHITECTURE.md} are those of the build. {@code
 * -Dquorate.test.rewrite=true} writes the table anew.
 */
class ArchitecturePageTest {

    private static final Path PAGE = SourceTree.ROOT.resolve("docs/ARCHITECTURE.md");
    private static final String BEGIN = "<!-- written by ArchitecturePageTest -->\n";
    private static final String END = "<!-- end -->\n";

    @Test
    void theTableOfModulesIsTheBuild() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        String table = ModuleTable.render();
        if (Boolean.getBoolean("quorate.test.rewrite")) {
            page = page.substring(0, begin) + table + page.substring(end);
            Files.writeString(PAGE, page);
            end = page.indexOf(END);
        }
        assertThat(page.substring(begin, end)).isEqualTo(table);
    }

    @Test
    void thePictureOfFloorsHasEveryModule() throws IOException {
        String page = Files.readString(PAGE);
        String picture =
                page.substring(page.indexOf("floor 4 "), page.indexOf("Imports only go down"));
        Set<String> drawn = new TreeSet<>(List.of(picture.split("[^a-z0-9-]+")));
        Set<String> missing = new TreeSet<>();
        for (String module : ModuleTable.arrows().keySet()) {
            String name = module.substring(module.lastIndexOf('/') + 1);
            if (!drawn.contains(name)) {
                missing.add(module);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(Pattern.compile("floor \\d").matcher(picture).results()).hasSize(5);
    }
}
