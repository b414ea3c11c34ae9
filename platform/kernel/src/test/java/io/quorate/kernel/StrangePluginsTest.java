package io.quorate.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/**
 * Whatever lies in the plugin folder, the server starts, goes on and takes the next plugin; one
 * line says what is wrong.
 */
@Timeout(120)
class StrangePluginsTest {

    private static final PluginSelection A =
            new PluginSelection("quorate.engine", "engine", "a", true, Map.of("answer", "yes"));
    private static final Map<String, Map<String, Object>> CONSUMER =
            Map.of(TestHome.CONSUMER_PID, Map.of());
    private static final String MANIFEST =
            "Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: strange\n";
    private static final String COMPONENT =
            """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%s" immediate="true">
              %s
              <service><provide interface="java.util.function.Supplier"/></service>
              <implementation class="io.quorate.kernel.sample.%s"/>
            </scr:component>
            """;

    @TempDir Path folder;

    private TestHome home;

    @BeforeEach
    void prepare() throws IOException {
        System.setProperty(ForeignCode.PATIENCE_KEY, "500");
        System.setProperty(PluginFolder.LOOK_KEY, "20");
        home = new TestHome(folder).consumer("dynamic").engine("a.jar", "engine.a", "1.0.0", "a");
    }

    @AfterEach
    void forget() {
        System.clearProperty(ForeignCode.PATIENCE_KEY);
        System.clearProperty(PluginFolder.LOOK_KEY);
    }

    /** Puts something into the folder. */
    @FunctionalInterface
    private interface Strange {
        void put(Path file) throws Exception;
    }

    /**
     * The same at start and at run time: one line, nothing else stops, the next plugin is taken.
     */
    private void isLeftOut(String reason, Strange strange) throws Exception {
        Path file = folder.resolve("plugins/strange.jar");
        String line = "WARN Left the plugin strange.jar out: " + reason;
        appear(strange, file);
        try (LogWatch log = new LogWatch(PluginFolder.class);
                Kernel kernel = home.start(A, CONSUMER)) {
            assertThat(log.lines()).singleElement().asString().startsWith(line);
            home.engine("next.jar", "engine.next", "1.0.0", "next");
            log.await("INFO Added plugin engine.next 1.0.0 (next.jar)");
            assertThat(log.lines()).hasSize(2);
            Files.delete(file);
            Files.delete(folder.resolve("plugins/next.jar"));
            log.await("INFO Removed plugin engine.next 1.0.0 (next.jar)");

            log.clear();
            appear(strange, file);
            log.await(line);
            home.engine("next.jar", "engine.next", "1.0.0", "next");
            log.await("INFO Added plugin engine.next 1.0.0 (next.jar)");
            assertThat(log.lines()).hasSize(2);
            assertThat(kernel.context().getBundles())
                    .filteredOn(bundle -> bundle.getSymbolicName().equals("strange"))
                    .noneMatch(bundle -> bundle.getState() == Bundle.ACTIVE);
            assertThat(kernel.service(Callable.class).call()).isEqualTo("yes");
        }
    }

    /** Under a hidden name first, so that nothing half-written is judged. */
    private static void appear(Strange strange, Path file) throws Exception {
        Path hidden = file.resolveSibling(".strange");
        strange.put(hidden);
        if (Files.exists(hidden, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(hidden, file);
        }
    }

    private static void zip(Path file, String name, byte[] content) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aPipe() throws Exception {
        isLeftOut(
                "it is no file but a pipe, socket or device",
                file ->
                        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                                .isZero());
    }

    @Test
    void aLinkToADevice() throws Exception {
        isLeftOut(
                "it is no file but a pipe, socket or device",
                file -> Files.createSymbolicLink(file, Path.of("/dev/zero")));
    }

    @Test
    void aFolder() throws Exception {
        isLeftOut("it is a directory", Files::createDirectory);
    }

    @Test
    void aLinkToNothing() throws Exception {
        isLeftOut(
                "it is a link to nothing",
                file -> Files.createSymbolicLink(file, Path.of("nowhere.jar")));
    }

    @Test
    void somethingThatIsNoJar() throws Exception {
        isLeftOut("it is no jar, or not a whole one", file -> Files.writeString(file, "a note"));
    }

    @Test
    void anEmptyFile() throws Exception {
        isLeftOut("it is no jar, or not a whole one", Files::createFile);
    }

    @Test
    void halfAJar() throws Exception {
        isLeftOut(
                "it is no jar, or not a whole one",
                file -> {
                    zip(file, JarFile.MANIFEST_NAME, bytes(MANIFEST));
                    byte[] whole = Files.readAllBytes(file);
                    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
                });
    }

    @Test
    void aJarOfManyEntries() throws Exception {
        isLeftOut(
                "it has too many entries: 20000 at the most",
                file -> {
                    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                            ZipOutputStream zip = new ZipOutputStream(out)) {
                        for (int i = 0; i <= JarInspection.MAX_ENTRIES; i++) {
                            zip.putNextEntry(new ZipEntry("e" + i));
                        }
                    }
                });
    }

    @Test
    void aManifestThatUnpacksToVeryMuch() throws Exception {
        isLeftOut(
                "its manifest is too large",
                file ->
                        zip(
                                file,
                                JarFile.MANIFEST_NAME,
                                bytes(
                                        MANIFEST
                                                + "X: y\n"
                                                        .repeat(
                                                                JarInspection.MAX_MANIFEST_BYTES
                                                                        / 4))));
    }

    @Test
    void aJarWithoutAManifest() throws Exception {
        isLeftOut("it is no bundle: it has no manifest", file -> zip(file, "x", new byte[1]));
    }

    @Test
    void aJarThatIsNoBundle() throws Exception {
        isLeftOut(
                "it is no bundle: its manifest has no Bundle-SymbolicName",
                file -> zip(file, JarFile.MANIFEST_NAME, bytes("Manifest-Version: 1.0\n")));
    }

    @Test
    void aVersionThatIsNone() throws Exception {
        isLeftOut(
                "its Bundle-Version is none",
                file ->
                        zip(
                                file,
                                JarFile.MANIFEST_NAME,
                                bytes(MANIFEST + "Bundle-Version: newest\n")));
    }

    @Test
    void aManifestTheFrameworkDoesNotTake() throws Exception {
        isLeftOut(
                "it cannot be installed",
                file ->
                        zip(
                                file,
                                JarFile.MANIFEST_NAME,
                                bytes(MANIFEST + "Import-Package: a;version=;b=\"\n")));
    }

    private void plugin(Map<String, String> headers, String xml, String... classes)
            throws IOException {
        home.plugin("strange.jar", "strange", "1.0.0", headers, xml, classes);
    }

    @Test
    void aComponentDescriptionThatIsNone() throws Exception {
        isLeftOut(
                "OSGI-INF/component.xml describes no component",
                file -> plugin(Map.of(), "<component"));
    }

    @Test
    void oneThatWantsAnotherVersionOfTheApi() throws Exception {
        isLeftOut(
                "the bundle strange does not start: it needs the package org.osgi.framework [9.0.0,10.0.0), which nothing exports; there is 1.",
                file ->
                        plugin(
                                Map.of("Import-Package", "org.osgi.framework;version=\"[9.0,10)\""),
                                null));
    }

    @Test
    void oneThatWantsANewerJava() throws Exception {
        isLeftOut(
                "the bundle strange does not start: it needs Java 99, this is ",
                file ->
                        plugin(
                                Map.of(
                                        "Require-Capability",
                                        "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\""),
                                null));
    }

    @Test
    void anActivatorThatThrows() throws Exception {
        isLeftOut(
                "the bundle strange does not start: Activator start error in bundle strange",
                file -> home.activator("strange.jar", "strange", "Throwing"));
    }

    @Test
    void anActivatorThatIsNotThere() throws Exception {
        isLeftOut(
                "the bundle strange does not start: ",
                file -> plugin(Map.of("Bundle-Activator", "org.example.Absent"), null));
    }

    @Test
    void anActivatorThatWaitsForEver() throws Exception {
        isLeftOut(
                "the bundle strange does not start: ",
                file -> home.activator("strange.jar", "strange", "Patient"));
    }

    @Test
    void aComponentThatLacksAService() throws Exception {
        isLeftOut(
                "needy lacks its \"runner\": no bundle provides java.lang.Runnable",
                file ->
                        plugin(
                                Map.of(),
                                COMPONENT.formatted(
                                        "needy",
                                        "<reference name=\"runner\" interface=\"java.lang.Runnable\"/>",
                                        "Engine"),
                                "Engine"));
    }

    @Test
    void aComponentWhoseClassIsNotThere() throws Exception {
        isLeftOut(
                "the class of its component hollow is not there",
                file -> plugin(Map.of(), COMPONENT.formatted("hollow", "", "Engine")));
    }

    /** It cannot be taken away again, but all the rest goes on. */
    @Test
    void anActivatorThatNeverReturnsKeepsItsThreadAndNothingElse() throws Exception {
        home.activator("strange.jar", "strange", "Hanging");
        try (LogWatch log = new LogWatch(PluginFolder.class);
                Kernel kernel = home.start(A, CONSUMER)) {
            assertThat(log.lines())
                    .containsExactly(
                            "WARN Left the plugin strange.jar out: it has not started within 500 ms; it keeps a thread until the server is restarted");
            home.activator("worse.jar", "worse", "Hanging");
            log.await("WARN Left the plugin worse.jar out: it has not started within 500 ms");
            home.engine("next.jar", "engine.next", "1.0.0", "next");
            log.await("INFO Added plugin engine.next 1.0.0 (next.jar)");
            home.engine("a2.jar", "engine.a", "2.0.0", "a");
            log.await("INFO Replaced plugin engine.a 1.0.0 by 2.0.0");
            assertThat(kernel.service(Callable.class).call()).isEqualTo("yes");
            assertThat(log.lines()).hasSize(4);
        }
    }

    @Test
    void oneThatDoesNotStopIsLeftToItself() throws Exception {
        home.activator("strange.jar", "strange", "Unending");
        try (LogWatch log = new LogWatch(PluginFolder.class);
                Kernel kernel = home.start(A, CONSUMER)) {
            Files.delete(folder.resolve("plugins/strange.jar"));
            log.await("INFO Removed plugin strange 1.0.0 (strange.jar)");
            home.engine("next.jar", "engine.next", "1.0.0", "next");
            log.await("INFO Added plugin engine.next 1.0.0 (next.jar)");
            assertThat(log.lines())
                    .first()
                    .asString()
                    .startsWith("WARN The plugin strange 1.0.0 does not stop");
            assertThat(kernel.service(Callable.class).call()).isEqualTo("yes");
        }
    }

    /** A plugin may need another one that comes a moment later, or goes. */
    @Test
    void onesThatNeedEachOtherFindEachOtherWhateverTheirOrder() throws Exception {
        try (LogWatch log = new LogWatch(PluginFolder.class);
                Kernel kernel = home.start(A, CONSUMER)) {
            home.plugin(
                    "first.jar",
                    "first",
                    "1.0.0",
                    Map.of("Import-Package", "org.example.lib"),
                    null);
            log.await("WARN Left the plugin first.jar out");
            home.plugin(
                    "later.jar",
                    "later",
                    "1.0.0",
                    Map.of("Export-Package", "org.example.lib"),
                    null);
            log.await("INFO Added plugin first 1.0.0 (first.jar)");
            assertThat(kernel.bundles()).contains("first 1.0.0", "later 1.0.0");
        }
    }
}
