package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A value that ZooKeeper does not understand never opens a door or risks data, whether it stands in
 * the file or comes as a system property; and what cannot be guarded does not start. The values of
 * the reference were measured on ZooKeeper 3.9.5.
 */
class SafeReadingTest {

    private static final String SMALLEST = "dataDir=/data\nclientPort=2181\n";

    private static ServerConfiguration file(String line) throws ConfigurationException {
        return ShippedPlugins.configure(
                ConfigurationFile.parse(Path.of("zoo.cfg"), SMALLEST + line), Map.of());
    }

    private static ServerConfiguration flag(String name, String value)
            throws ConfigurationException {
        return ShippedPlugins.configure(
                ConfigurationFile.parse(Path.of("zoo.cfg"), SMALLEST), Map.of(name, value));
    }

    /** What the replica gets, or a plugin under {@code plugin:property}. */
    private static Object replica(ServerConfiguration configuration, String property)
            throws ConfigurationException {
        if (property.contains(":")) {
            return ShippedPlugins.values(configuration).get(property);
        }
        return configuration.configurations().get(Pids.REPLICA).get(property);
    }

    @ParameterizedTest
    @CsvSource({
        "skipACL, skipAcl, yes, true",
        "forceSync, filelog:forceSync, no, false",
        "leaderServes, leaderServes, no, false"
    })
    void anExactWordIsReadLetterByLetter(String key, String property, String word, boolean effect)
            throws Exception {
        assertThat(replica(file(key + "=" + word), property)).isEqualTo(effect);
        assertThat(replica(flag("zookeeper." + key, word), property)).isEqualTo(effect);
        String safe = word.equals("yes") ? "no" : "yes";
        assertThat(file(key + "=" + safe).warnings()).isEmpty();
        for (String other :
                new String[] {
                    "true",
                    "false",
                    "TRUE",
                    word.toUpperCase(Locale.ROOT),
                    "1",
                    "",
                    "\"" + word + "\""
                }) {
            ServerConfiguration inFile = file(key + "=" + other);
            assertThat(replica(inFile, property)).as(other).isEqualTo(!effect);
            assertThat(inFile.warnings())
                    .containsExactly(
                            "zoo.cfg line 3: "
                                    + key
                                    + " is \""
                                    + other
                                    + "\", but it must be yes or no; "
                                    + safe
                                    + " is assumed");
            ServerConfiguration asFlag = flag("zookeeper." + key, other);
            assertThat(replica(asFlag, property)).as(other).isEqualTo(!effect);
            assertThat(asFlag.warnings()).singleElement().asString().contains(key, other, safe);
        }
        assertThat(replica(flag("zookeeper." + key, word + " "), property))
                .as("a flag is not trimmed")
                .isEqualTo(!effect);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "on", "\"true\"", ""})
    void aSwitchThatGuardsIsOnUnlessItIsFalse(String word) throws Exception {
        assertThat(
                        replica(
                                file("enforce.auth.schemes=digest\nenforce.auth.enabled=" + word),
                                "enforceAuth"))
                .isEqualTo(true);
        assertThatThrownBy(() -> flag("zookeeper.sessionRequireClientSASLAuth", word))
                .hasMessageContaining("sessionRequireClientSASLAuth is " + word + ", but");
        assertThat(replica(file("enforce.auth.enabled=FALSE"), "enforceAuth")).isEqualTo(false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authProvider.1=org.apache.zookeeper.server.auth.SASLAuthenticationProvider",
                "authProvider.sasl=org.apache.zookeeper.server.auth.SASLAuthenticationProvider",
                "requireClientAuthScheme=sasl",
                "sessionRequireClientSASLAuth=true",
                "sslQuorum=true",
                "ssl.crl=true",
                "ssl.ocsp=true",
                "ssl.clientHostnameVerification=true",
                "quorum.auth.enableSasl=true",
                "quorum.auth.learnerRequireSasl=true",
                "quorum.auth.serverRequireSasl=true"
            })
    void aDemandThatCannotBeMetEndsTheStartHoweverItIsMade(String line) {
        String key = line.substring(0, line.indexOf('='));
        String value = line.substring(line.indexOf('=') + 1);
        String sentence = key + " is " + value + ", but this version cannot do that yet";
        assertThatThrownBy(() -> file(line)).hasMessage("zoo.cfg line 3: " + sentence);
        assertThatThrownBy(() -> file("zookeeper." + line)).hasMessageContaining(sentence);
        assertThatThrownBy(() -> flag("zookeeper." + key, value))
                .hasMessage("system property zookeeper." + key + ": " + sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl.keyStore.location",
                "ssl.quorum.trustStore.location",
                "superUser",
                "superUser.second",
                "admin.serverPort",
                "sasl.serverconfig",
                "X509AuthenticationProvider.superUser",
                "letAnySaslUserDoX",
                "metricsProvider.httpPort",
                "multiAddress.reachabilityCheckTimeoutMs",
                "nio.numWorkerThreads"
            })
    void flagsOfPatternsAreSeenAsLinesAre(String key) throws Exception {
        assertThat(file(key + "=17").warnings())
                .singleElement()
                .asString()
                .startsWith("zoo.cfg line 3: " + key + " has no effect");
        assertThat(flag("zookeeper." + key, "17").warnings())
                .singleElement()
                .asString()
                .startsWith("system property zookeeper." + key + ": " + key + " has no effect");
    }

    @Test
    void theFileWinsOverAFlag() throws Exception {
        ServerConfiguration both =
                ShippedPlugins.configure(
                        ConfigurationFile.parse(
                                Path.of("zoo.cfg"), SMALLEST + "admin.serverPort=1\nsnapCount=7"),
                        Map.of("zookeeper.admin.serverPort", "2", "zookeeper.snapCount", "9"));
        assertThat(replica(both, "snapCount")).isEqualTo(7);
        assertThat(both.warnings())
                .containsExactly("zoo.cfg line 3: admin.serverPort has no effect in this version");
    }

    @Test
    void severalAddressesMayBeAllowedByAFlag() throws Exception {
        assertThat(replica(flag("zookeeper.multiAddress.enabled", "TRUE"), "multiAddress"))
                .isEqualTo(true);
        assertThat(replica(file("multiAddress.enabled=TRUE"), "multiAddress")).isEqualTo(true);
        assertThatThrownBy(() -> file("multiAddress.enabled=yes"))
                .hasMessageEndingWith("but it must be true or false");
    }

    @Test
    void flagsThatNobodyLooksAtAreNamed() throws Exception {
        assertThat(flag("zookeeper.tickTime", "1").warnings())
                .containsExactly(
                        "system property zookeeper.tickTime: tickTime has no effect: it is read from the file only");
        assertThat(flag("zookeeper.jute.maxbuffer", "1").warnings())
                .containsExactly(
                        "system property zookeeper.jute.maxbuffer: jute.maxbuffer has no effect: the system property is jute.maxbuffer");
        assertThat(flag("zookeeper.snapCuont", "1").warnings())
                .containsExactly("system property zookeeper.snapCuont is no key of this server");
        assertThat(flag("zookeeper.log.dir", "/log").warnings()).isEmpty();
        assertThat(file("log.file=x").warnings())
                .containsExactly(
                        "zoo.cfg line 3: log.file has no effect: give it as the system property zookeeper.log.file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"skipACL=yes", "forceSync=no", "tickTime=1", "server.1=a:1:2"})
    void aLineWithThePrefixIsLeftAsZooKeeperLeavesIt(String line) throws Exception {
        ServerConfiguration prefixed = file("zookeeper." + line);
        String key = line.substring(0, line.indexOf('='));
        assertThat(prefixed.warnings())
                .containsExactly(
                        "zoo.cfg line 3: zookeeper."
                                + key
                                + " has no effect: in the file the key is "
                                + key);
        assertThat(prefixed.configurations())
                .usingRecursiveComparison()
                .isEqualTo(file("").configurations());
    }

    @Test
    void aLineWithThePrefixThatGuardsDoesNotStart() {
        assertThatThrownBy(() -> file("zookeeper.enforce.auth.enabled=true"))
                .hasMessage(
                        "zoo.cfg line 3: zookeeper.enforce.auth.enabled is not looked at: in the file the key is enforce.auth.enabled");
    }
}
