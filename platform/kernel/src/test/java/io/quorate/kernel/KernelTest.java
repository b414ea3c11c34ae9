package io.quorate.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A distribution is started, or refused in one sentence that says why. */
class KernelTest {

    @TempDir Path folder;

    private TestHome home;

    @BeforeEach
    void prepare() throws IOException {
        home = new TestHome(folder);
    }

    private static PluginSelection choose(String engine, Map<String, Object> settings) {
        return new PluginSelection("quorate.engine", "engine", engine, true, settings);
    }

    private static Map<String, Map<String, Object>> consumerOf(String engine) {
        return Map.of(TestHome.CONSUMER_PID, Map.of("engine.target", "(engine=" + engine + ")"));
    }

    @Test
    void configurationChoosesThePluginAndIsHandedToIt() throws Exception {
        home.consumer("static").engine("a.jar", "engine.a", "1.0.0", "a");
        try (Kernel kernel = home.start(choose("a", Map.of("answer", "from a")), consumerOf("a"))) {
            assertThat(kernel.service(Callable.class).call()).isEqualTo("from a");
            assertThat(kernel.bundles()).contains("consumer 1.0.0", "engine.a 1.0.0");
        }
    }

    @Test
    void missingPluginNamesTheKeyAndWhatThereIs() throws Exception {
        home.consumer("static")
                .engine("a.jar", "engine.a", "1.0.0", "a")
                .engine("b.jar", "engine.b", "1.0.0", "b");
        assertThatThrownBy(() -> home.start(choose("c", Map.of()), consumerOf("c")))
                .isInstanceOf(StartFailure.class)
                .hasMessage(
                        "quorate.engine is c, but no plugin in plugins/ offers that; there is a, b");
    }

    @Test
    void twoPluginsOfOneNameAreAClash() throws Exception {
        home.engine("a.jar", "engine.a", "1.0.0", "a").engine("b.jar", "engine.b", "2.0.0", "a");
        assertThatThrownBy(() -> home.start(choose("a", Map.of()), Map.of()))
                .hasMessage(
                        "quorate.engine is a, which more than one bundle offers: engine.a 1.0.0 and engine.b 2.0.0; keep one of them");
    }

    @Test
    void aComponentThatLacksAServiceIsNamedWithTheKey() throws Exception {
        home.consumer("static").engine("a.jar", "engine.a", "1.0.0", "a");
        assertThatThrownBy(() -> home.start(choose("a", Map.of()), consumerOf("b")))
                .hasMessageContaining("consumer lacks its \"engine\"")
                .hasMessageContaining("java.util.function.Supplier with (engine=b)");
    }

    @Test
    void aComponentThatFailsToActivateGivesItsReason() throws Exception {
        home.consumer("static").engine("a.jar", "engine.a", "1.0.0", "a");
        assertThatThrownBy(() -> home.start(choose("a", Map.of("broken", true)), consumerOf("a")))
                .hasMessage("the disk is on fire");
    }

    @Test
    void aBundleThatIsNotThereIsNamed() {
        home.named("absent");
        assertThatThrownBy(() -> home.start(choose("a", Map.of()), Map.of()))
                .hasMessageContaining("absent-1.0.0.jar is missing");
    }

    @Test
    void aBundleThatCannotBeResolvedNamesThePackage() throws Exception {
        home.bundle("needy", "org.example.absent;version=\"[1.0,2)\"");
        assertThatThrownBy(() -> home.start(choose("a", Map.of()), Map.of()))
                .hasMessage(
                        "the bundle needy does not start: it needs the package org.example.absent [1.0.0,2.0.0), which nothing exports");
    }

    @Test
    void aChosenPluginThatWasLeftOutIsNamedWithTheReason() throws Exception {
        Files.writeString(folder.resolve("plugins/notes.jar"), "not a jar");
        home.unresolvable("a.jar", "engine.a", "1.0.0");
        assertThatThrownBy(() -> home.start(choose("a", Map.of()), Map.of()))
                .isInstanceOf(StartFailure.class)
                .hasMessage(
                        "quorate.engine is a, but no plugin in plugins/ offers that; there is none for this key"
                                + "; left out: a.jar: the bundle engine.a does not start: it needs the package org.example.absent, which nothing exports"
                                + "; left out: notes.jar: it is no jar, or not a whole one: the end of a zip file is not there");
    }

    @Test
    void theFrameworkLeavesNothingBehind() throws Exception {
        home.consumer("static").engine("a.jar", "engine.a", "1.0.0", "a");
        String prefix =
                "quorate-framework-"
                        + System.getProperty("user.name")
                        + "-"
                        + ProcessHandle.current().pid();
        home.start(choose("a", Map.of("answer", "x")), consumerOf("a")).close();
        try (var left = Files.list(FrameworkHost.storageParent())) {
            assertThat(left.filter(p -> p.getFileName().toString().startsWith(prefix))).isEmpty();
        }
    }

    @Test
    void whatAKilledProcessLeftIsRemovedByTheNextStart() throws Exception {
        Path left =
                FrameworkHost.storageParent()
                        .resolve(
                                "quorate-framework-"
                                        + System.getProperty("user.name")
                                        + "-99999999-abc");
        Files.createDirectories(left.resolve("bundle0"));
        home.engine("a.jar", "engine.a", "1.0.0", "a");
        home.start(choose("a", Map.of("answer", "x")), Map.of()).close();
        assertThat(left).doesNotExist();
    }
}
