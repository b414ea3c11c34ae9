package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table in a plugin's jar: what it may say, and how what is set for the plugin is read. */
class PluginTableTest {

    private static final String ROWS =
            """
            ## Token

            quorate.token.users | file | words | - | yes | users | Who there is
            quorate.token.ttl | jvm | ms 1 | 5000 | yes | ttlMillis | How long a token lasts
            quorate.token.cache | file | bytes 0 1073741824 | 1024 | yes | cacheBytes | Bytes of the cache
            quorate.token.strict | file | flag | true | yes | strict | Whether to be strict
            tokenCompat | property | count 1 | 3 | yes | compat | An old name of another server
            """;

    private static PluginTable table(String rows) throws ConfigurationException {
        return PluginTable.read("token.jar", rows.getBytes(StandardCharsets.UTF_8));
    }

    private static PluginSettingsReader reader(String lines, Map<String, String> jvm)
            throws ConfigurationException {
        return new PluginSettingsReader(ConfigurationFile.parse(Path.of("zoo.cfg"), lines), jvm);
    }

    @Test
    void aPluginGetsTypedValuesAndItsDefaults() throws Exception {
        PluginValues values =
                reader(
                                "quorate.token.users=ann, bob\nquorate.token.cache=2k\nquorate.token.strict=FALSE\n",
                                Map.of("quorate.token.ttl", "2s", "zookeeper.tokenCompat", "0x10"))
                        .read(table(ROWS));
        assertThat(values.warnings()).isEmpty();
        assertThat((String[]) values.properties().get("users")).containsExactly("ann", "bob");
        assertThat(values.properties())
                .containsEntry("ttlMillis", 2_000)
                .containsEntry("cacheBytes", 2048L)
                .containsEntry("strict", false)
                .containsEntry("compat", 16);
        assertThat(reader("", Map.of()).read(table(ROWS)).properties())
                .isEqualTo(
                        Map.of(
                                "ttlMillis",
                                5_000,
                                "cacheBytes",
                                1024L,
                                "strict",
                                true,
                                "compat",
                                3));
    }

    @Test
    void aWrongValueIsRefusedWithPlaceKeyValueAndTable() throws Exception {
        PluginSettingsReader reader = reader("\nquorate.token.ttl=soon\n", Map.of());
        PluginTable table = table(ROWS);
        assertThatThrownBy(() -> reader.read(table))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "zoo.cfg line 2: quorate.token.ttl is \"soon\", but it must be a number of milliseconds, at least 1, or a number with one of the units ms, s, m, h, d, as the table of token.jar says");
    }

    @Test
    void aKeyOfAnOlderServerIsReadAsThatServerReadsIt() throws Exception {
        PluginValues values = reader("tokenCompat=many\n", Map.of()).read(table(ROWS));
        assertThat(values.properties()).containsEntry("compat", 3);
        assertThat(values.warnings())
                .containsExactly(
                        "zoo.cfg line 1: tokenCompat is \"many\", but it must be a whole number, at least 1; 3 is assumed");
    }

    /** What a plugin knows the server does not wonder at, and says what it says only once. */
    @Test
    void theServerKnowsTheKeysOfThePluginsThatAreThere() throws Exception {
        ConfigurationFile file =
                ConfigurationFile.parse(
                        Path.of("zoo.cfg"), "dataDir=/data\nclientPort=2181\ntokenCompat=many\n");
        List<PluginTable> twice = List.of(table(ROWS), table(ROWS));
        assertThat(ServerConfiguration.from(file, Map.of(), twice).warnings())
                .singleElement()
                .asString()
                .endsWith("; 3 is assumed");
        assertThat(ServerConfiguration.from(file, Map.of(), List.of()).warnings())
                .singleElement()
                .asString()
                .contains("tokenCompat is no key of this server");
    }

    /** A plugin may bring what the server knows only as a family that is not in force. */
    @Test
    void aPluginTakesOverAKeyThatIsNotInForce() throws Exception {
        PluginTable x509 =
                table(
                        "## X\nX509AuthenticationProvider.superUser | property | text | - | yes | superUser | Super user\n");
        ConfigurationFile file =
                ConfigurationFile.parse(
                        Path.of("zoo.cfg"),
                        "dataDir=/data\nclientPort=2181\nX509AuthenticationProvider.superUser=ann\n");
        ServerConfiguration read = ServerConfiguration.from(file, Map.of(), List.of(x509));
        assertThat(read.warnings()).isEmpty();
        assertThat(read.pluginSettings().read(x509).properties())
                .isEqualTo(Map.of("superUser", "ann"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "quorate.token.a ; file # line 2: a row has 7 columns: quorate.token.a ; file",
                "quorate.token.a ; somewhere ; text ; - ; yes ; a ; A # line 2: there is no place somewhere for a key",
                "quorate.token.a ; file ; colour ; - ; yes ; a ; A # line 2: there is no type of values colour",
                "quorate.token.a ; file ; ms ; - ; yes ; a ; A # line 2: ",
                "quorate.token.a ; file ; text ; - ; perhaps ; a ; A # line 2: there is no effect perhaps",
                "quorate.token.a ; file ; text ; - ; yes ; a:b ; A # line 2: a:b is no name of a property",
                "quorate.token.a ; file ; text ; - ; yes ; - ; A # quorate.token.a is in force, but no property of the component gets it",
                "quorate.token.a ; file ; ms 1 ; soon ; yes ; a ; A # the default of quorate.token.a is \"soon\", but it must be a number of milliseconds",
                "skipACL ; property ; yes-no no ; no ; yes ; a ; A # skipACL is a key of the server",
                "authProvider.mine ; property ; text ; - ; yes ; a ; A # authProvider.mine is a key of the server",
                "quorate.token ; file ; text ; - ; yes ; a ; A # quorate.token is no name for a key of a plugin",
                "quorate.token.* ; file ; text ; - ; yes ; a ; A # quorate.token.* stands for many keys",
            })
    void aBrokenTableIsRefusedWithTheReason(String row, String reason) {
        assertThatThrownBy(() -> table("## Token\n" + row.replace(" ; ", " | ")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(
                        "its table of keys META-INF/quorate/keys.txt is broken: "
                                + reason.replace(" ; ", " | "));
    }

    @Test
    void aRowBeforeTheFirstHeadingIsRefused() {
        assertThatThrownBy(() -> table(ROWS.substring(ROWS.indexOf("quorate"))))
                .hasMessageEndingWith("line 1: there is no heading before it");
    }

    @Test
    void thePageOfAPluginShowsItsKeys() throws Exception {
        assertThat(table(ROWS).page())
                .startsWith("# Settings of token.jar\n")
                .contains(
                        "## Token\n",
                        "| `quorate.token.ttl` ² | `5000` | a number of milliseconds, at least 1, or a number with one of the units ms, s, m, h, d | yes | How long a token lasts |\n");
    }
}
