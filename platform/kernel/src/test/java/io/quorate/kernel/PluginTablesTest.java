package io.quorate.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.config.ConfigurationFile;
import io.quorate.config.PluginSettingsReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plugins get what is set for them, as their own tables of keys say; what is wrong is said with
 * jar, key and value, at the start as later.
 */
class PluginTablesTest {

    private static final String ANSWER =
            "quorate.b.answer | file | one-of from-b 42 | - | yes | answer | What is answered";

    @TempDir Path folder;

    private TestHome home;

    @BeforeEach
    void prepare() throws Exception {
        System.setProperty(PluginFolder.LOOK_KEY, "20");
        home = new TestHome(folder);
    }

    /** Plugins with the property {@code engine} are taken as they lie there. */
    private static PluginSettings open(String... pairs) {
        return settings("engine", pairs);
    }

    private static PluginSettings settings(String property, String... pairs) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : pairs) {
            values.put(pair.split("=")[0], pair.split("=")[1]);
        }
        return new PluginSettings(
                property,
                new PluginSettingsReader(ConfigurationFile.of("zoo.cfg line 1", values), Map.of()),
                List.of(),
                Set.of());
    }

    @Test
    void settingsReachAPluginThatNobodyChooses() throws Exception {
        home.key(ANSWER).engine("b.jar", "org.example.token", "1.0.0", "b");
        try (LogWatch log = new LogWatch(PluginConfigurations.class);
                Kernel kernel =
                        home.start(
                                List.of(),
                                Map.of(),
                                open("quorate.b.answer=from-b", "quorate.c.answer=x"))) {
            assertThat(kernel.service(Supplier.class).get()).isEqualTo("from-b");
            assertThat(log.lines())
                    .containsExactly(
                            "WARN zoo.cfg line 1: quorate.c.answer has no effect, because no plugin in plugins/ has that name or scheme");
        }
    }

    @Test
    void aChosenPluginGetsItsSettings() throws Exception {
        home.consumer("static").key(ANSWER).engine("b.jar", "engine.b", "1.0.0", "b");
        PluginSelection b = new PluginSelection("quorate.engine", "engine", "b", true, Map.of());
        Map<String, Map<String, Object>> consumer =
                Map.of(TestHome.CONSUMER_PID, Map.of("engine.target", "(engine=b)"));
        try (Kernel kernel =
                home.start(List.of(b), consumer, settings("scheme", "quorate.b.answer=42"))) {
            assertThat(kernel.service(Callable.class).call()).isEqualTo("42");
        }
        assertThatThrownBy(
                        () ->
                                home.start(
                                        List.of(b),
                                        consumer,
                                        settings("scheme", "quorate.b.answer=43")))
                .isInstanceOf(StartFailure.class)
                .hasMessage(
                        "zoo.cfg line 1: quorate.b.answer is \"43\", but it must be from-b or 42, as the table of b.jar says");
    }

    /** As of zab's keys where multi-paxos is chosen; what both have is in force. */
    @Test
    void keysOfAPluginThatIsNotChosenAreWarnedOf() throws Exception {
        home.consumer("static")
                .key("both | file | count 0 | 1 | yes | both | Of both")
                .engine("b.jar", "engine.b", "1.0.0", "b")
                .key(
                        "both | file | count 0 | 1 | yes | both | Of both\n"
                                + "ofC | file | count 0 | 1 | yes | ofC | Of one\n"
                                + "asEver | file | count 0 | 1 | yes | asEver | Of one")
                .engine("c.jar", "engine.c", "1.0.0", "c");
        PluginSelection b = new PluginSelection("quorate.engine", "engine", "b", true, Map.of());
        Map<String, Map<String, Object>> consumer =
                Map.of(TestHome.CONSUMER_PID, Map.of("engine.target", "(engine=b)"));
        try (LogWatch log = new LogWatch(PluginConfigurations.class);
                Kernel kernel =
                        home.start(
                                List.of(b),
                                consumer,
                                settings(
                                        "scheme",
                                        "both=2",
                                        "ofC=2",
                                        "asEver=1",
                                        "quorate.c.x=1"))) {
            assertThat(kernel.service(Callable.class)).isNotNull();
            assertThat(log.lines())
                    .containsExactly(
                            "WARN zoo.cfg line 1: quorate.c.x has no effect, because the plugin c is not chosen",
                            "WARN zoo.cfg line 1: ofC has no effect, because the plugin c is not chosen");
        }
    }

    /** It is configured once: not a second time, with nothing but what the distribution says. */
    @Test
    void whatTheDistributionSaysToAChosenPluginStandsBesideItsSettings() throws Exception {
        home.consumer("static").key(ANSWER).engine("b.jar", "engine.b", "1.0.0", "b");
        home.configured(TestHome.ENGINE_PID, Map.of("another", "x"));
        try (Kernel kernel =
                home.start(
                        List.of(
                                new PluginSelection(
                                        "quorate.engine", "engine", "b", true, Map.of())),
                        Map.of(TestHome.CONSUMER_PID, Map.of("engine.target", "(engine=b)")),
                        settings("scheme", "quorate.b.answer=42"))) {
            assertThat(kernel.service(Callable.class).call()).isEqualTo("42");
        }
    }

    @Test
    void aKeyThatTheTableHasNotIsWarnedOfOnce() throws Exception {
        home.key(ANSWER).engine("b.jar", "org.example.token", "1.0.0", "b");
        try (LogWatch log = new LogWatch(PluginConfigurations.class);
                LogWatch folderLog = new LogWatch(PluginFolder.class);
                Kernel kernel = home.start(List.of(), Map.of(), open("quorate.b.anwser=42"))) {
            home.engine("b2.jar", "org.example.token", "2.0.0", "b");
            folderLog.await("INFO Replaced plugin org.example.token 1.0.0 by 2.0.0");
            assertThat(log.lines())
                    .containsExactly(
                            "WARN zoo.cfg line 1: quorate.b.anwser has no effect, because the table of b.jar has no such key; it has quorate.b.answer");
        }
    }

    /** Nothing guesses at types for it. */
    @Test
    void aPluginWithoutATableGetsNothing() throws Exception {
        home.engine("b.jar", "org.example.token", "1.0.0", "b");
        try (LogWatch log = new LogWatch(PluginConfigurations.class);
                Kernel kernel = home.start(List.of(), Map.of(), open("quorate.b.answer=42"))) {
            assertThat(kernel.service(Supplier.class).get()).isNull();
            assertThat(log.lines())
                    .containsExactly(
                            "WARN zoo.cfg line 1: quorate.b.answer has no effect, because b.jar has no table of keys");
        }
    }

    @Test
    void whatIsSetForAPluginThatArrivesIsCheckedThen() throws Exception {
        home.engine("z.jar", "engine.z", "1.0.0", "z");
        try (LogWatch log = new LogWatch(PluginFolder.class);
                Kernel kernel = home.start(List.of(), Map.of(), open("quorate.b.answer=43"))) {
            home.key(ANSWER).engine("b.jar", "engine.b", "1.0.0", "b");
            log.await(
                    "WARN Left the plugin b.jar out: zoo.cfg line 1: quorate.b.answer is \"43\", but it must be from-b or 42, as the table of b.jar says");
            home.key(ANSWER.replace("42", "43")).engine("b.jar", "engine.b", "1.0.1", "b");
            log.await("INFO Added plugin engine.b 1.0.1 (b.jar)");
            assertThat(kernel.bundles()).contains("engine.b 1.0.1");
        }
    }

    @Test
    void aBrokenTableLeavesThePluginOut() throws Exception {
        home.key("quorate.b.answer | file | colour | - | yes | answer | What is answered")
                .engine("b.jar", "engine.b", "1.0.0", "b");
        try (LogWatch log = new LogWatch(PluginFolder.class);
                Kernel kernel = home.start(List.of(), Map.of(), open())) {
            assertThat(log.lines())
                    .containsExactly(
                            "WARN Left the plugin b.jar out: its table of keys META-INF/quorate/keys.txt is broken: line 2: there is no type of values colour");
            home.key(ANSWER.replace("quorate.b.", "quorate.digest."))
                    .engine("c.jar", "engine.c", "1.0.0", "c");
            log.await(
                    "WARN Left the plugin c.jar out: its table of keys META-INF/quorate/keys.txt is broken: it has keys quorate.digest.*, but the plugin is ");
        }
    }
}
