package io.quorate.conformance.configuration;

import io.quorate.config.ConfigurationException;
import io.quorate.config.Pids;
import io.quorate.config.PluginTable;
import io.quorate.config.ServerConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a configuration as the server does before anything starts. */
final class OwnReader {

    /** Of the plugins of this repository that run where no key chooses another one. */
    private static final List<PluginTable> TABLES = tables();

    private OwnReader() {}

    private static List<PluginTable> tables() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("platform/config/pom.xml"))) {
            root = root.getParent();
        }
        List<PluginTable> tables = new ArrayList<>();
        try (Stream<Path> files = Files.find(root, 8, OwnReader::isTable)) {
            for (Path table : files.toList()) {
                tables.add(PluginTable.read(table.toString(), Files.readAllBytes(table)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e);
        }
        return tables;
    }

    private static boolean isTable(Path path, BasicFileAttributes attributes) {
        String name = path.toString();
        return name.contains("/plugins-")
                && !name.contains("/plugins-storage/memory/")
                && name.endsWith("src/main/resources/" + PluginTable.ENTRY);
    }

    static Reading read(Path file, Map<String, String> flags) {
        try {
            return new Reading(null, values(ServerConfiguration.read(file, flags, TABLES)));
        } catch (ConfigurationException refused) {
            return Reading.refused(refused.getMessage());
        }
    }

    private static Map<String, String> values(ServerConfiguration read)
            throws ConfigurationException {
        Map<String, Object> own = new TreeMap<>();
        for (PluginTable table : TABLES) {
            own.putAll(read.pluginSettings().read(table).properties());
        }
        Map<String, Object> replica = read.configurations().get(Pids.REPLICA);
        Map<String, Object> gate = read.configurations().getOrDefault(Pids.CLIENT_GATE, Map.of());
        Map<String, String> values = new TreeMap<>();
        boolean ensemble = !read.membership().members().isEmpty();
        long tick = number(replica.get("tickMillis"));
        values.put("ensemble", String.valueOf(ensemble));
        values.put("dataDir", read.dataDir().toString());
        values.put("dataLogDir", read.dataLogDir().toString());
        values.put("clientPort", gate.isEmpty() ? "none" : String.valueOf(read.clientPort()));
        values.put("tickTime", String.valueOf(tick));
        long min = number(replica.get("minSessionTimeoutMillis"));
        long max = number(replica.get("maxSessionTimeoutMillis"));
        values.put("minSessionTimeout", String.valueOf(min < 0 ? 2 * tick : min));
        values.put("maxSessionTimeout", String.valueOf(max < 0 ? 20 * tick : max));
        values.put("snapRetainCount", replica.get("retainSnapshots").toString());
        values.put("purgeInterval", Values.notNegative(number(replica.get("purgeIntervalHours"))));
        values.put("localSessions", replica.get("localSessions").toString());
        values.put("localSessionsUpgrading", replica.get("localSessionsUpgrading").toString());
        values.put("standaloneEnabled", replica.get("standaloneEnabled").toString());
        values.put("reconfigEnabled", replica.get("reconfigEnabled").toString());
        if (ensemble) {
            values.put("members", Values.sorted(read.membership().members()));
            values.put(
                    "voters",
                    Values.sorted(
                            read.membership().participants().stream()
                                    .collect(
                                            Collectors.toMap(
                                                    Function.identity(), Function.identity()))));
            values.put("self", read.self().toString());
            values.put("initLimit", replica.get("initLimitTicks").toString());
            values.put("syncLimit", replica.get("syncLimitTicks").toString());
            values.put(
                    "quorumListenOnAllIPs",
                    replica.getOrDefault("ensemble.quorumListenOnAllIPs", false).toString());
            values.put(
                    "observerMasterPort",
                    replica.getOrDefault("ensemble.observerMasterPort", 0).toString());
        }
        values.put("snapCount", replica.get("snapCount").toString());
        values.put("snapSizeLimit", replica.get("snapSizeLimitBytes").toString());
        values.put("skipACL", replica.get("skipAcl").toString());
        values.put("enforceQuota", replica.get("enforceQuota").toString());
        values.put("eagerACLCheck", replica.get("eagerAclCheck").toString());
        values.put("digest", replica.get("digestEnabled").toString());
        values.put("closeSessionTxn", replica.get("closeSessionTxnEnabled").toString());
        values.put("lastZxidSection", own.get("lastZxidSection").toString());
        values.put("frameBytes", replica.get("frameBytesMax").toString());
        values.put("preAllocSize", Values.ahead(number(own.get("preallocBytes"))));
        values.put("logSizeLimit", Values.positive(number(own.get("logSizeLimitBytes"))));
        values.put("slowSync", own.get("slowSyncMillis").toString());
        values.put("forceSync", own.get("forceSync").toString());
        values.put("compression", own.get("compression").toString());
        values.put("extendedTypes", replica.get("extendedTypesEnabled").toString());
        if (!gate.isEmpty()) {
            ofClients(values, gate);
        }
        return values;
    }

    private static void ofClients(Map<String, String> values, Map<String, Object> gate) {
        values.put("maxClientCnxns", Values.notNegative(number(gate.get("maxConnectionsPerHost"))));
        values.put("backlog", Values.positive(number(gate.get("listenBacklog"))));
        values.put("throttledOpWait", gate.get("throttledOpWaitMillis").toString());
        values.put("throttleMax", Values.notNegative(number(gate.get("throttleRequestsMax"))));
        values.put("throttleStall", gate.get("throttleStallMillis").toString());
        values.put("throttleDropStale", gate.get("throttleDropStale").toString());
        values.put("staleConnectionCheck", gate.get("staleConnectionCheck").toString());
        values.put("staleLatencyCheck", gate.get("staleLatencyCheck").toString());
        // With weights, tokens are counted in those of a session.
        long weight =
                gate.get("connectWeights").equals(true)
                        ? number(gate.get("connectGlobalWeight"))
                        : 1;
        values.put("connectTokens", String.valueOf(weight * number(gate.get("connectTokens"))));
        values.put("connectFillMillis", gate.get("connectFillMillis").toString());
        values.put(
                "connectFillTokens",
                String.valueOf(weight * number(gate.get("connectFillTokens"))));
        values.put("connectFreezeMillis", gate.get("connectFreezeMillis").toString());
        values.put("connectGlobalWeight", gate.get("connectGlobalWeight").toString());
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}
