package io.quorate.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of a jar before the framework sees it. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JarInspectionTest {

    private static final String COMPONENT =
            """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="c">
              <implementation class="C"/>
            </scr:component>
            """;

    @TempDir private Path folder;

    private int components(String header, String entry) throws IOException, UnfitPlugin {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-SymbolicName", "tested");
        main.putValue("Service-Component", header);
        Path file = folder.resolve("tested.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            jar.putNextEntry(new ZipEntry(entry));
            jar.write(COMPONENT.getBytes(StandardCharsets.UTF_8));
        }
        return JarInspection.admit(file, Stamp.of(file)).components().size();
    }

    @ParameterizedTest
    @CsvSource({
        "OSGI-INF/c.xml, 1",
        "'OSGI-INF/a.xml, OSGI-INF/c.xml;x=y', 1",
        "OSGI-INF/*.xml, 1",
        "OSGI-INF/*, 1",
        "OSGI-INF/c.xml**, 1",
        "O*/*.*, 1",
        "O*I-*F/*c*, 1",
        "*.xml, 0",
        "OSGI-INF/*.x, 0",
        "OSGI-INF/, 0",
        "O*/d*, 0"
    })
    void componentsAreFoundByName(String header, int found) throws Exception {
        assertThat(components(header, "OSGI-INF/c.xml")).isEqualTo(found);
    }

    /** The start of the server waits for the answer. */
    @Test
    void manyAsterisksTakeNoTime() throws Exception {
        assertThat(components("*a".repeat(40) + "b", "a".repeat(4000))).isZero();
    }
}
