package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walks the whole table of keys: a key that is set to a value of its own changes what a module, a
 * plugin or the core of an ensemble gets, or is warned of, or ends the start. There is no fourth
 * outcome. What the modules and cores do with it, their own tests show.
 */
class EveryKeyShowsTest {

    /** Read by the launcher, before there is a configuration. */
    private static final Set<String> OF_THE_LAUNCHER = Set.of("log.dir", "log.file");

    /** Where the type alone does not make a value that shows. */
    private static final Map<String, String> VALUES =
            Map.of(
                    "server.*", "server.4=d:2888:3888",
                    "group.*", "group.1=1:2:3",
                    "weight.*", "weight.1=3\ngroup.1=1:2:3",
                    "version", "version=1a",
                    "initLimit", "initLimit=11",
                    "syncLimit", "syncLimit=6",
                    "enforce.auth.enabled", "enforce.auth.enabled=true\nenforce.auth.schemes=ip",
                    "clientPort", "clientPort=2182",
                    "maxSessionTimeout", "maxSessionTimeout=50000",
                    "quorate.consensus", "quorate.consensus=raft");

    @TempDir private Path folder;

    private Path ensemble;
    private Path alone;

    static Stream<Key> keys() {
        return ShippedPlugins.keys();
    }

    @BeforeEach
    void write() throws IOException {
        String both = "dataDir=" + folder + "\nclientPort=2181\n";
        Files.writeString(folder.resolve("myid"), "1\n");
        alone = Files.writeString(folder.resolve("alone.cfg"), both);
        ensemble =
                Files.writeString(
                        folder.resolve("ensemble.cfg"),
                        both
                                + "initLimit=10\nsyncLimit=5\n"
                                + "server.1=a:2888:3888\nserver.2=b:2888:3888\nserver.3=c:2888:3888\n");
    }

    /** Everything the parts of the server get, as text. */
    private static Map<String, String> given(ServerConfiguration configuration)
            throws ConfigurationException {
        Map<String, String> given = new TreeMap<>();
        configuration
                .configurations()
                .forEach(
                        (module, properties) -> {
                            given.put(module, "");
                            properties.forEach(
                                    (name, value) ->
                                            given.put(
                                                    module + ":" + name,
                                                    value instanceof String[] words
                                                            ? List.of(words).toString()
                                                            : value.toString()));
                        });
        ShippedPlugins.values(configuration)
                .forEach((name, value) -> given.put(name, value.toString()));
        given.put("plugins", configuration.plugins().toString());
        given.put("membership", configuration.membership().toString());
        return given;
    }

    /** What setting a key comes to: what changed, or what was said. */
    private static List<String> shown(Path base, String line, Map<String, String> jvm)
            throws IOException {
        List<String> shown = new ArrayList<>();
        try {
            ServerConfiguration before =
                    ShippedPlugins.configure(ConfigurationFile.read(base), Map.of());
            ServerConfiguration after =
                    ShippedPlugins.configure(
                            ConfigurationFile.parse(base, Files.readString(base) + line), jvm);
            Map<String, String> was = given(before);
            given(after)
                    .forEach(
                            (name, value) -> {
                                if (!value.equals(was.get(name))) {
                                    shown.add(name + " is now " + value);
                                }
                            });
            Map<String, String> is = given(after);
            was.keySet().stream()
                    .filter(name -> !is.containsKey(name))
                    .forEach(name -> shown.add(name + " is gone"));
            after.warnings().stream()
                    .filter(warning -> !before.warnings().contains(warning))
                    .filter(warning -> !warning.contains("is set again"))
                    .forEach(shown::add);
        } catch (ConfigurationException refused) {
            shown.add("refused: " + refused.getMessage());
        }
        return shown;
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aKeyThatIsSetHasAnEffectOrIsToldOf(Key key) throws IOException {
        if (OF_THE_LAUNCHER.contains(key.name())) {
            return;
        }
        String line = VALUES.containsKey(key.name()) ? VALUES.get(key.name()) : line(key);
        List<String> inFile = new ArrayList<>(shown(ensemble, line, Map.of()));
        inFile.addAll(shown(alone, line, Map.of()));
        assertThat(inFile).as("the line " + line).isNotEmpty();
        if (key.where() == Key.Where.FILE) {
            return;
        }
        Map<String, String> jvm = new TreeMap<>();
        for (String each : line.split("\n")) {
            String name = each.substring(0, each.indexOf('='));
            jvm.put(
                    ShippedPlugins.find(name).systemProperty(name),
                    each.substring(name.length() + 1));
        }
        List<String> asFlag = new ArrayList<>(shown(ensemble, "", jvm));
        asFlag.addAll(shown(alone, "", jvm));
        assertThat(asFlag).as("the flags " + jvm).isNotEmpty();
    }

    private String line(Key key) throws IOException {
        String name = key.isPattern() ? key.name().replace("*", "thing") : key.name();
        if (name.equals("dynamicConfigFile")) {
            Path dynamic =
                    Files.writeString(
                            folder.resolve("members.7"),
                            "server.1=a:2888:3888\nserver.2=b:2888:3888\n");
            Files.writeString(alone, Files.readString(alone) + "initLimit=10\nsyncLimit=5\n");
            return name + "=" + dynamic;
        }
        return name + "=" + value(key);
    }

    /** Any value but the default. */
    private static String value(Key key) {
        Object otherwise = key.otherwise();
        return switch (key.type()) {
            case KeyType.Flag _ -> String.valueOf(!Boolean.TRUE.equals(otherwise));
            case KeyType.ExactWord _ -> Boolean.TRUE.equals(otherwise) ? "no" : "yes";
            case KeyType.Port _ -> "4711";
            case KeyType.Decimal _ -> "0.5";
            case KeyType.Hash _ -> "SHA-256";
            case KeyType.Location _ -> "/elsewhere";
            case KeyType.Words _ -> "thing,other";
            case KeyType.Text _ -> "thing";
            case KeyType.PluginSelection(List<String> words) ->
                    words.stream()
                            .filter(word -> !word.equals(otherwise))
                            .findFirst()
                            .orElse("other");
            case KeyType.Number number -> more(number.min(), otherwise, 1);
            case KeyType.Duration time -> more(time.min(), otherwise, 1);
            case KeyType.Size size ->
                    size.max() < Long.MAX_VALUE / size.unit()
                                    && otherwise instanceof Long most
                                    && most == size.max() * size.unit()
                            ? "1"
                            : more(size.min(), otherwise, size.unit());
        };
    }

    private static String more(long min, Object otherwise, long unit) {
        long from =
                otherwise instanceof Number number && number.longValue() > 0
                        ? number.longValue() / unit
                        : Math.max(min, 0);
        return String.valueOf(from + 7);
    }

    /** Two readers that parse a text each would not agree on these; the table parses it once. */
    @Test
    void everyReaderGetsTheSameValue() throws Exception {
        String lines = "multiAddress.enabled=TRUE\nobserver.reconnectDelayMs=2s\n";
        ServerConfiguration read =
                ShippedPlugins.configure(
                        ConfigurationFile.parse(ensemble, Files.readString(ensemble) + lines),
                        Map.of());
        assertThat(read.configurations().get(Pids.REPLICA))
                .containsEntry("multiAddress", true)
                .containsEntry("ensemble.multiAddress.enabled", true);
        assertThat(ShippedPlugins.values(read)).containsEntry("zab:redialDelayMillisMax", 2_000);
        assertThat(shown(ensemble, "observer.reconnectDelayMs=soon", Map.of()))
                .anyMatch(said -> said.endsWith("; 0 is assumed"))
                .hasSize(1);
    }

    /** A wrong answer of the helper above would make the walk blind. */
    @Test
    void theWalkSeesWhatIsIgnored() throws IOException {
        assertThat(shown(alone, "", Map.of())).isEmpty();
        assertThat(shown(alone, "", Map.of("some.other.flag", "1"))).isEmpty();
        assertThat(shown(alone, "snapCount=7", Map.of()))
                .containsExactly("io.quorate.replica:snapCount is now 7");
        assertThat(shown(ensemble, "observer.reconnectDelayMs=2s", Map.of()))
                .containsExactly("zab:redialDelayMillisMax is now 2000");
        assertThat(keys()).hasSizeGreaterThan(150);
    }
}
