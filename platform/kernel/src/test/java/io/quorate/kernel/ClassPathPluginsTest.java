package io.quorate.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathPluginsTest {

    private static final String DESCRIPTOR =
            """
            {"id": "x:dist:1",
             "bundles": [{"id": "x:plug:1", "folder": "plugins", "package": "x.plug"},
                         {"id": "x:swap:1", "folder": "plugins"}]}
            """;

    @TempDir Path home;
    private Path plugins;

    @BeforeEach
    void unpack() throws IOException {
        plugins = Files.createDirectories(home.resolve("plugins"));
        jar(plugins.resolve("plug-1.jar"), "x/plug/Plug.class", 1);
        jar(plugins.resolve("swap-1.jar"), "x/swap/Swap.class", 1);
        Path onClassPath = Files.createDirectories(home.resolve(ClassPathPlugins.FOLDER));
        Files.copy(plugins.resolve("plug-1.jar"), onClassPath.resolve("plug-1.jar"));
    }

    private static void jar(Path file, String entry, int content) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream jar = new ZipOutputStream(out)) {
            jar.putNextEntry(new ZipEntry(entry));
            jar.write(content);
        }
    }

    private String packages() throws IOException, StartFailure {
        Path descriptor = Files.writeString(home.resolve(Kernel.DESCRIPTOR), DESCRIPTOR);
        return ClassPathPlugins.packages(
                Feature.read(descriptor), home, plugins, Kernel.jarsIn(plugins));
    }

    @Test
    void aPluginAsItCameIsTakenFromTheClassPath() throws Exception {
        assertThat(packages()).isEqualTo("x.plug");
    }

    @Test
    void aPluginThatWasReplacedIsNot() throws Exception {
        jar(plugins.resolve("plug-1.jar"), "x/plug/Plug.class", 2);
        assertThat(packages()).isEmpty();
    }

    @Test
    void aPluginThatWasTakenAwayIsNot() throws Exception {
        Files.delete(plugins.resolve("plug-1.jar"));
        assertThat(packages()).isEmpty();
    }

    @Test
    void aPluginWithARivalOfTheSamePackageIsNot() throws Exception {
        jar(plugins.resolve("plug-2.jar"), "x/plug/Plug.class", 3);
        assertThat(packages()).isEmpty();
    }

    @Test
    void otherJarsOfThePluginFolderDoNotMatter() throws Exception {
        jar(plugins.resolve("third-party.jar"), "x/party/Party.class", 3);
        Files.writeString(plugins.resolve("broken.jar"), "not a jar");
        assertThat(packages()).isEqualTo("x.plug");
    }
}
