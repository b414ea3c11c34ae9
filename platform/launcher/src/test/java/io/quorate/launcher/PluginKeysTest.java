package io.quorate.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.config.PluginTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginKeysTest {

    @TempDir private Path folder;

    private final ByteArrayOutputStream page = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();

    private boolean print(String entry, String text) throws IOException {
        Path jar = folder.resolve("mine.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return print(jar);
    }

    private boolean print(Path jar) {
        return PluginKeys.print(
                jar,
                new PrintStream(page, true, StandardCharsets.UTF_8),
                new PrintStream(complaints, true, StandardCharsets.UTF_8));
    }

    @Test
    void thePageOfAPluginIsPrinted() throws Exception {
        assertThat(
                        print(
                                PluginTable.ENTRY,
                                "## Mine\nquorate.mine.size | file | mib 1 | 4 | yes | bytes | Its size\n"))
                .isTrue();
        assertThat(page.toString(StandardCharsets.UTF_8))
                .startsWith("# Settings of mine.jar\n")
                .contains("| `quorate.mine.size` ¹ | `4` | a number of MiB, at least 1");
    }

    @Test
    void whatIsNoJarIsSaid() throws Exception {
        Path missing = folder.resolve("missing.jar");
        Path text = Files.writeString(folder.resolve("zoo.cfg"), "clientPort=2181");
        assertThat(print(missing)).isFalse();
        assertThat(print(text)).isFalse();
        assertThat(complaints.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("quorate: there is no file " + missing),
                        line -> assertThat(line).startsWith("quorate: " + text + " is no jar: "));
    }

    @Test
    void whatHasNoPageIsSaid() throws Exception {
        assertThat(print("another", "")).isFalse();
        assertThat(print(PluginTable.ENTRY, "quorate.mine.size")).isFalse();
        assertThat(complaints.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "quorate: mine.jar has no table of keys META-INF/quorate/keys.txt",
                        "quorate: mine.jar: its table of keys META-INF/quorate/keys.txt is broken: line 1: there is no heading before it");
    }
}
