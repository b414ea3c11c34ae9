package io.quorate.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several jars of one symbolic name: the best of them runs, the others are named once. */
@Timeout(60)
class PluginVersionsTest {

    private static final PluginSelection A =
            new PluginSelection("quorate.engine", "engine", "a", true, Map.of("answer", "yes"));
    private static final Map<String, Map<String, Object>> CONSUMER =
            Map.of(TestHome.CONSUMER_PID, Map.of());

    @TempDir Path folder;

    @BeforeEach
    void lookOften() {
        System.setProperty(PluginFolder.LOOK_KEY, "20");
    }

    @AfterEach
    void forget() {
        System.clearProperty(PluginFolder.LOOK_KEY);
    }

    /** Looks of the folder after which nothing more would come if it came at all. */
    private void letItLook(int times, LogWatch log) throws Exception {
        for (int look = 0; look < times; look++) {
            Files.writeString(folder.resolve("plugins/sign" + look + ".jar"), "no jar");
            log.await("WARN Left the plugin sign" + look + ".jar out");
        }
    }

    @Test
    void aNewerOneBesideTheOlderReplacesItOnceAndForAll() throws Exception {
        TestHome home =
                new TestHome(folder).consumer("dynamic").engine("a1.jar", "engine.a", "1.0.0", "a");
        try (LogWatch log = new LogWatch(PluginFolder.class);
                Kernel kernel = home.start(A, CONSUMER)) {
            home.engine("a2.jar", "engine.a", "2.0.0", "a");
            log.await("INFO Replaced");
            letItLook(3, log);
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("INFO"))
                    .containsExactly(
                            "INFO Replaced plugin engine.a 1.0.0 by 2.0.0 (a2.jar); left alone: a1.jar");
            assertThat(kernel.bundles())
                    .contains("engine.a 2.0.0")
                    .doesNotContain("engine.a 1.0.0");

            log.clear();
            Files.delete(folder.resolve("plugins/a2.jar"));
            log.await("INFO Replaced plugin engine.a 2.0.0 by 1.0.0 (a1.jar)");
            assertThat(kernel.service(Callable.class).call()).isEqualTo("yes");
            Files.delete(folder.resolve("plugins/a1.jar"));
            log.await("INFO Removed plugin engine.a 1.0.0 (a1.jar)");
            assertThat(log.lines()).hasSize(2);
        }
    }

    @Test
    void anOlderOneBesideTheNewerIsNamedAndLeftAlone() throws Exception {
        TestHome home =
                new TestHome(folder).consumer("dynamic").engine("a2.jar", "engine.a", "2.0.0", "a");
        try (LogWatch log = new LogWatch(PluginFolder.class);
                Kernel kernel = home.start(A, CONSUMER)) {
            home.engine("a1.jar", "engine.a", "1.0.0", "a");
            log.await("INFO Left engine.a 1.0.0 (a1.jar) alone: 2.0.0 (a2.jar) runs");
            letItLook(3, log);
            assertThat(log.lines()).filteredOn(line -> line.startsWith("INFO")).hasSize(1);
            assertThat(kernel.bundles()).doesNotContain("engine.a 1.0.0");
        }
    }

    @Test
    void atStartTheHighestVersionRunsWhateverTheFilesAreCalled() throws Exception {
        TestHome home =
                new TestHome(folder)
                        .consumer("static")
                        .engine("a.jar", "engine.a", "1.9.0", "a")
                        .engine("b.jar", "engine.a", "1.10.0", "a")
                        .engine("c.jar", "engine.a", "1.2.0", "a");
        try (LogWatch log = new LogWatch(PluginFolder.class);
                Kernel kernel = home.start(A, CONSUMER)) {
            assertThat(kernel.bundles())
                    .contains("engine.a 1.10.0")
                    .doesNotContain("engine.a 1.9.0", "engine.a 1.2.0");
            assertThat(log.lines())
                    .containsExactly(
                            "INFO Left engine.a 1.9.0 (a.jar) alone: 1.10.0 (b.jar) runs",
                            "INFO Left engine.a 1.2.0 (c.jar) alone: 1.10.0 (b.jar) runs");
        }
    }

    @Test
    void atStartANewerOneThatDoesNotComeUpGivesWayToTheOlder() throws Exception {
        TestHome home =
                new TestHome(folder)
                        .consumer("static")
                        .engine("a1.jar", "engine.a", "1.0.0", "a")
                        .unresolvable("a2.jar", "engine.a", "2.0.0");
        try (LogWatch log = new LogWatch(PluginFolder.class);
                Kernel kernel = home.start(A, CONSUMER)) {
            assertThat(kernel.bundles())
                    .contains("engine.a 1.0.0")
                    .doesNotContain("engine.a 2.0.0");
            assertThat(log.lines())
                    .containsExactly(
                            "WARN Left the plugin a2.jar out: the bundle engine.a does not start: it needs the package org.example.absent, which nothing exports",
                            "INFO Added plugin engine.a 1.0.0 (a1.jar)");
        }
    }

    @Test
    void aLowerVersionOverTheSameFileIsWhatTheFolderSays() throws Exception {
        TestHome home =
                new TestHome(folder).consumer("dynamic").engine("a.jar", "engine.a", "2.0.0", "a");
        try (LogWatch log = new LogWatch(PluginFolder.class);
                Kernel kernel = home.start(A, CONSUMER)) {
            home.engine("a.jar", "engine.a", "1.0.0", "a");
            log.await("INFO Replaced plugin engine.a 2.0.0 by 1.0.0 (a.jar)");
            home.unresolvable("a.jar", "engine.a", "3.0.0");
            log.await("WARN Left the plugin a.jar out");
            assertThat(kernel.bundles()).contains("engine.a 1.0.0");
            home.engine("b.jar", "engine.a", "0.5.0", "a");
            log.await("INFO Left engine.a 0.5.0 (b.jar) alone: 1.0.0 (a.jar) runs");
            assertThat(kernel.service(Callable.class).call()).isEqualTo("yes");
        }
    }

    @Test
    void aFileThatBecomesAnotherPluginChangesHandsWithoutAGap() throws Exception {
        TestHome home =
                new TestHome(folder).consumer("dynamic").engine("x.jar", "engine.a", "1.0.0", "a");
        try (LogWatch log = new LogWatch(PluginFolder.class);
                Kernel kernel = home.start(A, CONSUMER)) {
            home.engine("x.jar", "engine.z", "1.0.0", "a");
            log.await("INFO Removed plugin engine.a 1.0.0 (x.jar)");
            assertThat(log.lines())
                    .containsExactly(
                            "INFO Added plugin engine.z 1.0.0 (x.jar)",
                            "INFO Removed plugin engine.a 1.0.0 (x.jar)");
            assertThat(kernel.service(Callable.class).call()).isEqualTo("yes");
        }
    }

    @Test
    void anotherFileOfTheSameSizeAndTimeIsSeen() throws Exception {
        TestHome home =
                new TestHome(folder).consumer("dynamic").engine("a.jar", "engine.a", "1.0.0", "a");
        try (LogWatch log = new LogWatch(PluginFolder.class);
                Kernel kernel = home.start(A, CONSUMER)) {
            Path jar = folder.resolve("plugins/a.jar");
            Path hidden = folder.resolve("plugins/.a.jar");
            Files.copy(jar, hidden, StandardCopyOption.COPY_ATTRIBUTES);
            Files.move(hidden, jar, StandardCopyOption.REPLACE_EXISTING);
            log.await("INFO Replaced plugin engine.a 1.0.0 by 1.0.0 (a.jar)");
            assertThat(kernel.service(Callable.class).call()).isEqualTo("yes");
        }
    }
}
