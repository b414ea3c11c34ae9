package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.model.ServerId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigurationTest {

    private static final String SMALLEST = "dataDir=/data\nclientPort=2181\n";

    @TempDir private Path folder;

    private static ServerConfiguration parse(String text, Map<String, String> jvm)
            throws ConfigurationException {
        return ShippedPlugins.configure(ConfigurationFile.parse(Path.of("zoo.cfg"), text), jvm);
    }

    private static ServerConfiguration parse(String text) throws ConfigurationException {
        return parse(text, Map.of());
    }

    private static Object replica(ServerConfiguration configuration, String property) {
        return configuration.configurations().get(Pids.REPLICA).get(property);
    }

    private static Object gate(ServerConfiguration configuration, String property) {
        return configuration.configurations().get(Pids.CLIENT_GATE).get(property);
    }

    @Test
    void theSampleOfZooKeeperIsServed() throws Exception {
        ServerConfiguration sample =
                parse(
                        """
                # The number of milliseconds of each tick
                tickTime=2000
                initLimit=10
                syncLimit=5
                dataDir=/tmp/zookeeper
                clientPort=2181
                #maxClientCnxns=60
                autopurge.snapRetainCount=3
                autopurge.purgeInterval=1
                4lw.commands.whitelist=*
                """);
        assertThat(sample.dataDir()).isEqualTo(Path.of("/tmp/zookeeper"));
        assertThat(sample.dataLogDir()).isEqualTo(sample.dataDir());
        assertThat(sample.clientPort()).isEqualTo(2181);
        assertThat(sample.self()).isEqualTo(new ServerId(0));
        assertThat(replica(sample, "tickMillis")).isEqualTo(2000);
        assertThat(replica(sample, "purgeIntervalHours")).isEqualTo(1);
        assertThat(ShippedPlugins.values(sample).get("filelog:preallocBytes")).isEqualTo(16L << 20);
        assertThat(gate(sample, "maxConnectionsPerHost")).isEqualTo(60);
        assertThat((String[]) sample.configurations().get(Pids.ADMIN).get("words"))
                .containsExactly("*");
        assertThat(sample.warnings()).isEmpty();
    }

    @Test
    void pluginsAreChosenByName() throws Exception {
        ServerConfiguration chosen =
                parse(SMALLEST + "quorate.storage=memory\nquorate.memory.limit=5\n");
        assertThat(chosen.plugins())
                .containsExactly(
                        new PluginChoice("quorate.storage", "storage.engine", "memory", true),
                        new PluginChoice("quorate.consensus", "consensus.protocol", "solo", true));
        assertThat(replica(chosen, "storage.target")).isEqualTo("(storage.engine=memory)");
        assertThat(replica(chosen, "consensus.target")).isEqualTo("(consensus.protocol=solo)");
        assertThat(chosen.configurations().keySet())
                .containsExactly(
                        Pids.LOOP,
                        Pids.AUTH_DIGEST,
                        Pids.AUTH_IP,
                        Pids.REPLICA,
                        Pids.ADMIN,
                        Pids.CLIENT_GATE);
    }

    @Test
    void settingsOfPluginsAreKeptForThem() throws Exception {
        ServerConfiguration found =
                parse(
                        SMALLEST
                                + "quorate.filelog.x=1\nquorate.token.users=ann\nDigestAuthenticationProvider.enabled=false\n");
        assertThat(found.pluginSettings().lines())
                .hasSize(2)
                .last()
                .satisfies(
                        setting -> {
                            assertThat(setting.key()).isEqualTo("quorate.token.users");
                            assertThat(setting.value()).isEqualTo("ann");
                            assertThat(setting.place()).startsWith("zoo.cfg line ");
                        });
        assertThat(found.pidsOff()).containsExactly(Pids.AUTH_DIGEST);
        assertThat(found.warnings()).isEmpty();
    }

    @Test
    void everyOtherKeyBecomesASystemProperty() throws Exception {
        ServerConfiguration other =
                parse(
                        SMALLEST
                                + "snapCount=7\nmy.own=thing\nforceSync=no\nznode.container.maxPerMinute=5\n");
        assertThat(other.systemProperties())
                .isEqualTo(
                        Map.of(
                                "zookeeper.snapCount",
                                "7",
                                "zookeeper.my.own",
                                "thing",
                                "zookeeper.forceSync",
                                "no",
                                "znode.container.maxPerMinute",
                                "5"));
        assertThat(other.warnings())
                .containsExactly(
                        "zoo.cfg line 4: my.own is no key of this server; it becomes the system property zookeeper.my.own");
        assertThat(ShippedPlugins.values(other).get("filelog:forceSync")).isEqualTo(false);
        assertThat(replica(other, "containersPerMinuteMax")).isEqualTo(5);
    }

    @Test
    void systemPropertiesCountWhereTheFileIsSilent() throws Exception {
        Map<String, String> jvm =
                Map.of(
                        "zookeeper.snapCount",
                        "50",
                        "zookeeper.skipACL",
                        "yes",
                        "jute.maxbuffer",
                        "4194304",
                        "zookeeper.tickTime",
                        "1");
        ServerConfiguration both = parse(SMALLEST + "skipACL=no\n", jvm);
        assertThat(replica(both, "snapCount")).isEqualTo(50);
        assertThat(replica(both, "skipAcl")).isEqualTo(false);
        assertThat(gate(both, "frameBytesMax")).isEqualTo(4194304L);
        assertThat(replica(both, "extraBytesMax")).isEqualTo(4194304L);
        assertThat(replica(both, "tickMillis")).isEqualTo(3000);
    }

    @Test
    void namesOfTheManualAreTaken() throws Exception {
        assertThat(gate(parse(SMALLEST + "requestThrottleLimit=9\n"), "throttleRequestsMax"))
                .isEqualTo(9);
        assertThat(
                        gate(
                                parse(SMALLEST, Map.of("zookeeper.connectionMaxTokens", "3")),
                                "connectTokens"))
                .isEqualTo(3);
    }

    @Test
    void theLastLineOfAKeyWins() throws Exception {
        ServerConfiguration twice = parse(SMALLEST + "tickTime=1000\ntickTime=2s\n");
        assertThat(replica(twice, "tickMillis")).isEqualTo(2000);
        assertThat(twice.warnings())
                .containsExactly(
                        "zoo.cfg line 4: tickTime is set again; zoo.cfg line 3 is overruled");
    }

    @Test
    void propertiesSyntaxIsUnderstood() throws Exception {
        ServerConfiguration odd =
                parse(
                        "! comment \\\ndataDir : /data\n  clientPort   2181  \ntick\\\n    Time = 10\\\n  00\r\nautopurge.snapRetainCount=\\u0034");
        assertThat(odd.clientPort()).isEqualTo(2181);
        assertThat(replica(odd, "tickMillis")).isEqualTo(1000);
        assertThat(replica(odd, "retainSnapshots")).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "tickTime=fast                | zoo.cfg line 3: tickTime is \"fast\", but it must be a number of milliseconds, at least 1, or a number with one of the units ms, s, m, h, d",
                "tickTime=0                   | zoo.cfg line 3: tickTime is \"0\", but it must be a number of milliseconds, at least 1, or a number with one of the units ms, s, m, h, d",
                "clientPort=70000             | zoo.cfg line 3: clientPort is \"70000\", but it must be a whole number from 0 to 65535",
                "clientPort=                  | zoo.cfg line 3: clientPort is \"\", but it must be a whole number from 0 to 65535",
                "reconfigEnabled=yes          | zoo.cfg line 3: reconfigEnabled is \"yes\", but it must be true or false",
                "electionAlg=2                | zoo.cfg line 3: electionAlg is \"2\", but it must be 3",
                "quorate.io.threads=0         | zoo.cfg line 3: quorate.io.threads is \"0\", but it must be a whole number from 1 to 256",
                "DigestAuthenticationProvider.digestAlg=ROT13 | zoo.cfg line 3: DigestAuthenticationProvider.digestAlg is \"ROT13\", but it must be a hash algorithm of the JDK such as SHA1 or SHA-256",
                "maxSessionTimeout=5s         | zoo.cfg line 3: minSessionTimeout is 6000 ms, which is larger than maxSessionTimeout, 5000 ms",
                "secureClientPort=0           | zoo.cfg line 3: secureClientPort is 0, but clients must know where to find it",
                "secureClientPortAddress=h    | zoo.cfg line 3: secureClientPortAddress is set, but secureClientPort is not",
                "ssl.crl=true                 | zoo.cfg line 3: ssl.crl is true, but this version cannot do that yet",
                "sslQuorum=true               | zoo.cfg line 3: sslQuorum is true, but this version cannot do that yet",
                "quorate.storge=memory        | zoo.cfg line 3: quorate.storge is no key of Quorate",
                "quorate.storage=Not A Name   | zoo.cfg line 3: quorate.storage is \"Not A Name\", but it must be the name of a plugin: letters a to z, digits, - and _",
                "enforce.auth.enabled=true    | zoo.cfg line 3: enforce.auth.enabled is true, but enforce.auth.schemes names no scheme",
                "server.1=h:1                 | zoo.cfg line 3: server.1 is \"h:1\", but it must be host:quorumPort:electionPort[:role][;[host:]clientPort]",
                "server.1=h:1:2:observer      | all servers are observers, so nobody could decide in zoo.cfg",
                "dynamicConfigFile=/nowhere/x | there is no configuration file /nowhere/x",
                "snapCount=\\\\uXYZ           | zoo.cfg line 3 is no line of a properties file: Malformed \\\\uxxxx encoding."
            })
    void mistakesAreToldInOneSentence(String line, String sentence) {
        assertThatThrownBy(() -> parse(SMALLEST + line.replace("\\\\", "\\") + "\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(sentence.replace("\\\\", "\\"));
    }

    /** As ZooKeeper does: nobody could take over, and nothing would say so. */
    @Test
    void oneParticipantWithObserversIsRefusedUnlessItIsMeant() throws Exception {
        String lines =
                "server.1=h:1:2\nserver.2=h:3:4:observer\nserver.3=h:5:6:observer\ninitLimit=5\nsyncLimit=5\n";
        assertThatThrownBy(() -> parse(SMALLEST + lines))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "only server.1 is a participant, and the others observe; to run it so, set standaloneEnabled=false");
        assertThatThrownBy(() -> parse(SMALLEST + lines + "standaloneEnabled=false\n"))
                .hasMessageNotContaining("participant"); // it only lacks its number
    }

    @Test
    void mistakesInSystemPropertiesAreToldToo() throws Exception {
        ServerConfiguration odd = parse(SMALLEST, Map.of("zookeeper.digest.enabled", "1"));
        assertThat(replica(odd, "digestEnabled")).isEqualTo(false);
        assertThat(odd.warnings())
                .containsExactly(
                        "system property zookeeper.digest.enabled: digest.enabled is \"1\", but it must be true or false; false is assumed");
        assertThatThrownBy(() -> parse(SMALLEST, Map.of("quorate.io.threads", "many")))
                .hasMessage(
                        "system property quorate.io.threads: quorate.io.threads is \"many\", but it must be a whole number from 1 to 256");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> parse("clientPort=1")).hasMessage("dataDir is not set in zoo.cfg");
        assertThatThrownBy(() -> parse("dataDir=/d"))
                .hasMessage("clientPort is not set in zoo.cfg, so no client could connect");
        assertThatThrownBy(() -> parse("dataDir=/d\nclientPortAddress=::1"))
                .hasMessage("zoo.cfg line 2: clientPortAddress is set, but clientPort is not");
        assertThatThrownBy(
                        () ->
                                ServerConfiguration.read(
                                        folder.resolve("zoo.cfg"), Map.of(), ShippedPlugins.TABLES))
                .hasMessage("there is no configuration file " + folder.resolve("zoo.cfg"));
    }

    @Test
    void anElectionWithoutAnEnsembleWarns() throws Exception {
        assertThat(parse(SMALLEST + "quorate.election=basic\n").warnings())
                .containsExactly(
                        "zoo.cfg line 3: quorate.election has no effect, because a server that stands alone elects nobody");
    }

    @Test
    void keysOfLaterVersionsWarn() throws Exception {
        assertThat(
                        parse(
                                        SMALLEST
                                                + "admin.serverPort=9090\nadmin.enableServer=false\nssl.keyStore.location=/k\naudit.enable=true\nflushDelay=5\n")
                                .warnings())
                .containsExactly(
                        "zoo.cfg line 6: audit.enable has no effect in this version",
                        "zoo.cfg line 7: flushDelay has no effect here",
                        "zoo.cfg line 3: admin.serverPort has no effect in this version",
                        "zoo.cfg line 5: ssl.keyStore.location has no effect, because neither secureClientPort nor client.portUnification=true is set");
    }

    @Test
    void aServerMayHaveAPortWithTlsOnlyAndItsPasswordsGoNowhereElse() throws Exception {
        ServerConfiguration secure =
                parse(
                        "dataDir=/d\nsecureClientPort=2281\nssl.keyStore.location=/k.p12\nssl.keyStore.password=s3cret\n");
        assertThat(secure.configurations().get(Pids.CLIENT_GATE))
                .containsEntry("clientPort", -1)
                .containsEntry("secureClientPort", 2281)
                .containsEntry("tlsKeyStoreLocation", "/k.p12")
                .containsEntry(".tlsKeyStorePassword", "s3cret");
        assertThat(secure.configurations().get(Pids.ADMIN)).containsEntry("secureClientPort", 2281);
        assertThat(secure.systemProperties().toString()).doesNotContain("s3cret");
        assertThat(secure.toString()).doesNotContain("s3cret");
        assertThat(secure.warnings()).isEmpty();
    }

    @Test
    void digestCanBeSwitchedOff() throws Exception {
        assertThat(
                        parse(SMALLEST + "DigestAuthenticationProvider.enabled=false\n")
                                .configurations())
                .doesNotContainKey(Pids.AUTH_DIGEST);
        assertThat(
                        ShippedPlugins.values(
                                parse(
                                        SMALLEST
                                                + "DigestAuthenticationProvider.superDigest=super:x=\n")))
                .containsEntry("digest:superDigest", "super:x=")
                .containsEntry("digest:algorithm", "SHA1");
    }

    @Test
    void fewerThanThreeSnapshotsAreRaised() throws Exception {
        ServerConfiguration few = parse(SMALLEST + "autopurge.snapRetainCount=1\n");
        assertThat(replica(few, "retainSnapshots")).isEqualTo(3);
        assertThat(few.warnings())
                .containsExactly(
                        "zoo.cfg line 3: autopurge.snapRetainCount is \"1\", but it must be a whole number, at least 3; 3 is assumed");
    }

    @Test
    void aSingleServerLineIsStandalone() throws Exception {
        ServerConfiguration single =
                parse("dataDir=/data\nserver.1=here:2888:3888;127.0.0.1:2181\n");
        assertThat(single.membership().members()).isEmpty();
        assertThat(single.clientPort()).isEqualTo(2181);
        assertThat(single.clientHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void severalServersHaveAConsensusForThemByDefault() throws Exception {
        String lines =
                "dataDir="
                        + folder
                        + "\nclientPort=2181\nserver.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2:observer\ninitLimit=10\nsyncLimit=5\n";
        assertThatThrownBy(() -> parse(lines))
                .hasMessage(
                        "there is no file "
                                + folder.resolve("myid")
                                + " with the number of this server; quorate initialize --myid=<number> makes it");
        Files.writeString(folder.resolve("myid"), "2\n");
        ServerConfiguration ensemble = parse(lines);
        assertThat(ensemble.self()).isEqualTo(new ServerId(2));
        assertThat(ensemble.membership().participants())
                .containsExactly(new ServerId(1), new ServerId(2));
        assertThat(ensemble.plugins())
                .extracting(PluginChoice::value)
                .containsExactly("filelog", "zab", "fast");
        assertThat(ensemble.configurations().get(Pids.REPLICA).keySet())
                .noneMatch(name -> name.startsWith("ensemble."));
        // The plugin knows whether it is for them; whether it needs an election is its to say, too.
        assertThat(parse(lines + "quorate.consensus=solo\n").plugins())
                .extracting(PluginChoice::value)
                .containsExactly("filelog", "solo", "fast");
        assertThat(ensemble.plugins())
                .extracting(PluginChoice::demanded)
                .containsExactly(true, true, false);
        assertThat(parse(lines + "quorate.election=fast\n").plugins())
                .extracting(PluginChoice::demanded)
                .containsExactly(true, true, true);
        assertThat(replica(ensemble, "initLimitTicks")).isEqualTo(10);
        assertThat(replica(ensemble, "syncLimitTicks")).isEqualTo(5);
        assertThat(replica(ensemble, "election.target")).isEqualTo("(election.algorithm=fast)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zab", "multi-paxos"})
    void followersServeObserversWithEveryConsensusOfEnsembles(String consensus) throws Exception {
        Files.writeString(folder.resolve("myid"), "1\n");
        String ensemble =
                "dataDir="
                        + folder
                        + "\nclientPort=2181\nserver.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2:observer\ninitLimit=10\nsyncLimit=5\nobserverMasterPort=2191\nquorate.consensus="
                        + consensus
                        + "\n";
        assertThat(replica(parse(ensemble), "ensemble.observerMasterPort")).isEqualTo(2191);
    }

    @Test
    void groupsAndWeightsReachTheReplicaAsWritten() throws Exception {
        Files.writeString(folder.resolve("myid"), "1\n");
        String lines =
                "dataDir="
                        + folder
                        + "\nclientPort=2181\nserver.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2\ninitLimit=10\nsyncLimit=5\n";
        ServerConfiguration ensemble =
                parse(lines + "group.1=1:2:3\nweight.1=3\nlocalSessionsEnabled=true\n");
        assertThat(ensemble.membership().quorums().isQuorum(Set.of(new ServerId(1)))).isTrue();
        assertThat(
                        ensemble.membership()
                                .quorums()
                                .isQuorum(Set.of(new ServerId(2), new ServerId(3))))
                .isFalse();
        assertThat((String) replica(ensemble, "membership"))
                .contains("group.1=1:2:3\nweight.1=3\n");
        assertThat(replica(ensemble, "localSessions")).isEqualTo(true);
        assertThatThrownBy(() -> parse(lines + "group.1=1:2\n"))
                .hasMessageContaining("server 3 is in no group");
    }

    @Test
    void membershipMayStandInAFileOfItsOwn() throws Exception {
        Path dynamic =
                Files.writeString(
                        folder.resolve("zoo.cfg.dynamic"), "server.1=a:1:2\nserver.2=b:1:x\n");
        assertThatThrownBy(() -> parse(SMALLEST + "dynamicConfigFile=" + dynamic))
                .hasMessage(dynamic + " line 2: server.2 has \"x\" where a number is due");
        assertThatThrownBy(() -> parse(SMALLEST + "server.1=a:1:2\ndynamicConfigFile=" + dynamic))
                .hasMessage(
                        "zoo.cfg line 3: membership lines must stand in dynamicConfigFile only");
    }

    /** A terminal would obey what it cannot show. */
    @Test
    void whatIsNoTextIsShownEscaped() throws Exception {
        Path dynamic = Files.writeString(folder.resolve("zoo.cfg.dynamic"), "a\007b=1\n");
        assertThatThrownBy(() -> parse(SMALLEST + "dynamicConfigFile=" + dynamic))
                .hasMessage(dynamic + " line 1: a\\u0007b is no part of a membership");
        Files.write(folder.resolve("myid"), new byte[] {(byte) 0xff, (byte) 0xfe, '1', 0});
        String lines =
                "dataDir="
                        + folder
                        + "\nclientPort=2181\nserver.1=a:1:2\nserver.2=b:1:2\ninitLimit=10\nsyncLimit=5\n";
        assertThatThrownBy(() -> parse(lines))
                .hasMessageContaining("myid with the number of this server cannot be read")
                .hasMessageEndingWith("it is no text in UTF-8");
        Files.delete(folder.resolve("myid"));
        Files.createDirectory(folder.resolve("myid"));
        assertThatThrownBy(() -> parse(lines)).hasMessageEndingWith("it is no regular file");
    }

    @Test
    void valuesAreOfTypesThatConfigurationsTake() throws Exception {
        parse(SMALLEST)
                .configurations()
                .forEach(
                        (pid, properties) ->
                                properties.forEach(
                                        (name, value) ->
                                                assertThat((Object) value.getClass())
                                                        .as(pid + " " + name)
                                                        .isIn(
                                                                Set.of(
                                                                        Boolean.class,
                                                                        Integer.class,
                                                                        Long.class,
                                                                        Double.class,
                                                                        String.class,
                                                                        String[].class))));
    }
}
