package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What ZooKeeper takes starts here, too: with the nearest value or the default and one warning
 * where it is none of the key's.
 */
class ToleratedValuesTest {

    private static final String SMALLEST = "dataDir=/data\nclientPort=2181\n";

    private static ServerConfiguration file(String line) throws ConfigurationException {
        return ShippedPlugins.configure(
                ConfigurationFile.parse(Path.of("zoo.cfg"), SMALLEST + line), Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "snapCount=1, io.quorate.replica, snapCount, 2",
        "snapCount=-5, io.quorate.replica, snapCount, 2",
        "snapCount=many, io.quorate.replica, snapCount, 100000",
        "snapCount=, io.quorate.replica, snapCount, 100000",
        "'snapCount=\"1000\"', io.quorate.replica, snapCount, 100000",
        "autopurge.purgeInterval=-1, io.quorate.replica, purgeIntervalHours, 0",
        "autopurge.snapRetainCount=-1, io.quorate.replica, retainSnapshots, 3",
        "maxClientCnxns=-2, io.quorate.gate.client, maxConnectionsPerHost, -1",
        "clientPortListenBacklog=-2, io.quorate.gate.client, listenBacklog, -1",
        "minSessionTimeout=-2, io.quorate.replica, minSessionTimeoutMillis, -1",
        "digest.enabled=0, io.quorate.replica, digestEnabled, false",
        "digest.enabled=yes, io.quorate.replica, digestEnabled, false",
        "closeSessionTxn.enabled=no, io.quorate.replica, closeSessionTxnEnabled, false",
        "enforceQuota=1, io.quorate.replica, enforceQuota, false",
        "extendedTypesEnabled=on, io.quorate.replica, extendedTypesEnabled, false",
        "globalOutstandingLimit=0, io.quorate.gate.client, globalOutstandingLimit, 1",
        "maxCnxns=-1, io.quorate.gate.client, maxConnections, 0",
        "request_throttle_max_requests=-1, io.quorate.gate.client, throttleRequestsMax, 0",
        "request_throttle_drop_stale=0, io.quorate.gate.client, throttleDropStale, false",
        "throttled_op_wait_time=-1, io.quorate.gate.client, throttledOpWaitMillis, 0",
        "connection_throttle_global_session_weight=0, io.quorate.gate.client, connectGlobalWeight, 3",
        "connection_throttle_drop_increase=2, io.quorate.gate.client, connectDropIncrease, 1.0",
        "connection_throttle_freeze_time=-5, io.quorate.gate.client, connectFreezeMillis, -1",
        "largeRequestThreshold=-5, io.quorate.gate.client, largeRequestBytes, -1",
        "jute.maxbuffer=0, io.quorate.gate.client, frameBytesMax, 1048575",
        "jute.maxbuffer=0xffffffff, io.quorate.gate.client, frameBytesMax, 1048575",
        "jute.maxbuffer.extrasize=-1, io.quorate.replica, extraBytesMax, 0",
        "znode.container.checkIntervalMs=0, io.quorate.replica, containerCheckMillis, 1",
        "znode.container.maxPerMinute=-1, io.quorate.replica, containersPerMinuteMax, 1",
        "readonlymode.enabled=yes, io.quorate.admin, readOnlyEnabled, false"
    })
    void oneWarningNamesWhatIsAssumed(String line, String module, String property, String value)
            throws Exception {
        ServerConfiguration tolerated = file(line);
        assertThat(tolerated.configurations().get(module).get(property).toString())
                .isEqualTo(value);
        String key = line.substring(0, line.indexOf('='));
        String written = line.substring(line.indexOf('=') + 1);
        assertThat(tolerated.warnings())
                .singleElement()
                .asString()
                .startsWith("zoo.cfg line 3: " + key + " is \"" + written + "\", but it must be ")
                .endsWith("; " + (value.isEmpty() ? "empty" : value) + " is assumed");
    }

    @Test
    void aDemandThatIsNoneIsToldToo() throws Exception {
        assertThat(file("client.portUnification=yes").warnings())
                .containsExactly(
                        "zoo.cfg line 3: client.portUnification is \"yes\", but it must be true or false; false is assumed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admin.enableServer=\"false\"",
                "admin.enableServer=",
                "admin.enableServer=yes",
                "emulate353TTLNodes=yes",
                "fips-mode=",
                "audit.enable=1",
                "maxBatchSize=-1",
                "flushDelay=soon",
                "intBufferStartingSizeBytes=1",
                "bitHashCacheSize=x",
                "quorum.cnxn.threads.size=0",
                "jvm.pause.sleep.time.ms=-1",
                "observer.syncEnabled=no",
                "client.certReload=1",
                "commitProcessor.numWorkerThreads=-1"
            })
    void whatHasNoEffectIsSaidOnceWhateverItsValue(String line) throws Exception {
        String key = line.substring(0, line.indexOf('='));
        assertThat(file(line).warnings())
                .singleElement()
                .asString()
                .startsWith("zoo.cfg line 3: " + key + " has no effect ");
    }

    @ParameterizedTest
    @CsvSource({
        "jute.maxbuffer, 0x9fffff, io.quorate.gate.client, frameBytesMax, 10485759",
        "zookeeper.snapCount, 0x100, io.quorate.replica, snapCount, 256",
        "zookeeper.snapCount, 010, io.quorate.replica, snapCount, 8",
        "znode.container.maxPerMinute, #20, io.quorate.replica, containersPerMinuteMax, 32",
        "zookeeper.snapSizeLimitInKb, 0x10, io.quorate.replica, snapSizeLimitBytes, 16384"
    })
    void numbersMayBeHexadecimalOrOctal(
            String name, String value, String module, String property, long read) throws Exception {
        ServerConfiguration asFlag =
                ShippedPlugins.configure(
                        ConfigurationFile.parse(Path.of("zoo.cfg"), SMALLEST), Map.of(name, value));
        String key = name.startsWith("zookeeper.") ? name.substring(10) : name;
        for (ServerConfiguration either : List.of(asFlag, file(key + "=" + value))) {
            assertThat(((Number) either.configurations().get(module).get(property)).longValue())
                    .isEqualTo(read);
            assertThat(either.warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "snapshot.trust.empty=yes, filelog:trustEmpty, false",
        "preAllocSize=-1, filelog:preallocBytes, 0",
        "preAllocSize=0x10, filelog:preallocBytes, 16777216",
        "preAllocSize=65536, filelog:preallocBytes, 16777216",
        "snapshot.compression.method=zip, filelog:compression, ''",
        "cnxTimeout=0x10, election-fast:dialTimeoutMillis, 5000",
        "observer.reconnectDelayMs=soon, zab:redialDelayMillisMax, 0",
    })
    void soAreTheKeysOfPlugins(String line, String property, String value) throws Exception {
        ServerConfiguration found = file(line);
        assertThat(ShippedPlugins.values(found).get(property).toString()).isEqualTo(value);
        assertThat(found.warnings()).singleElement().asString().endsWith(" is assumed");
    }

    @Test
    void aSizeIsAssumedInTheUnitOfItsKey() throws Exception {
        assertThat(file("preAllocSize=lots").warnings())
                .singleElement()
                .asString()
                .contains("a number of KiB from 0 to 16384")
                .endsWith("; 16384 KiB is assumed");
        assertThat(file("snapSizeLimitInKb=-2").warnings())
                .allSatisfy(warning -> assertThat(warning).endsWith("; -1 is assumed"));
        assertThat(file("largeRequestMaxBytes=0").warnings())
                .singleElement()
                .asString()
                .endsWith("; 1 is assumed");
    }

    @Test
    void numbersOfPluginsMayBeHexadecimalToo() throws Exception {
        ServerConfiguration asFlag =
                ShippedPlugins.configure(
                        ConfigurationFile.parse(Path.of("zoo.cfg"), SMALLEST),
                        Map.of("zookeeper.fsync.warningthresholdms", "0x10"));
        for (ServerConfiguration either : List.of(asFlag, file("fsync.warningthresholdms=0x10"))) {
            assertThat(ShippedPlugins.values(either).get("filelog:slowSyncMillis")).isEqualTo(16);
            assertThat(either.warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tickTime=0x7d0",
                "tickTime=0",
                "tickTime=-1",
                "maxClientCnxns=many",
                "maxClientCnxns=",
                "clientPort=\"2181\"",
                "clientPort=-1",
                "reconfigEnabled=yes",
                "standaloneEnabled=0",
                "syncEnabled=no",
                "jvm.pause.monitor=yes",
                "electionAlg=1",
                "observerMasterPort=x",
                "maxSessionTimeout=-2",
                "secureClientPort=0",
                "dataLogDir=",
                "DigestAuthenticationProvider.digestAlg=ROT13"
            })
    void whatZooKeeperRefusesIsRefused(String line) {
        assertThatThrownBy(() -> file(line))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("zoo.cfg line 3: ");
    }

    @Test
    void noServerLineIsNoEnsembleWhereStandaloneIsForbidden() {
        assertThatThrownBy(() -> file("standaloneEnabled=false"))
                .hasMessage(
                        "zoo.cfg line 3: standaloneEnabled is false, but there is no line server.N, so there is no ensemble either");
    }

    @Test
    void aByteOrderMarkIsTold() throws Exception {
        String mark = "\u00ef\u00bb\u00bf";
        String told =
                "zoo.cfg begins with a byte order mark, which spoils its first line; save it without";
        ServerConfiguration marked =
                ShippedPlugins.configure(
                        ConfigurationFile.parse(
                                Path.of("zoo.cfg"), mark + "tickTime=2000\n" + SMALLEST),
                        Map.of());
        assertThat(marked.warnings()).first().isEqualTo(told);
        assertThat(marked.configurations().get(Pids.REPLICA).get("tickMillis")).isEqualTo(3000);
        assertThatThrownBy(
                        () ->
                                ShippedPlugins.configure(
                                        ConfigurationFile.parse(
                                                Path.of("zoo.cfg"), mark + SMALLEST),
                                        Map.of()))
                .hasMessage("dataDir is not set in zoo.cfg; " + told);
    }
}
