package io.quorate.replica;

import io.quorate.replica.auth.AuthSettings;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.replica.settings.SessionRules;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageSettings;
import io.quorate.tree.TreeSettings;
import io.quorate.tree.TxnLimits;
import java.nio.file.Path;
import java.util.Set;

/** Makes settings of what the configuration of the component says. Stateless. */
final class ReplicaConfigReader {

    private static final int MIN_TICKS = 2;
    private static final int MAX_TICKS = 20;

    private ReplicaConfigReader() {}

    static ReplicaSettings read(ReplicaConfig config) {
        int entryMax =
                (int)
                        Math.min(
                                Integer.MAX_VALUE,
                                (long) config.frameBytesMax()
                                        + Math.max(1024, config.extraBytesMax()));
        StorageSettings storage =
                new StorageSettings(
                        config.storage_preallocBytes(),
                        config.storage_forceSync(),
                        config.storage_slowSyncMillis(),
                        config.storage_logSizeLimitBytes(),
                        entryMax,
                        config.digestEnabled(),
                        config.extendedTypesEnabled(),
                        config.storage_acceptGaps(),
                        config.storage_reserveBytes(),
                        Math.max(3, config.retainSnapshots()));
        TreeSettings tree =
                new TreeSettings(
                        config.extendedTypesEnabled(),
                        config.enforceQuota(),
                        config.skipAcl(),
                        config.digestEnabled(),
                        config.closeSessionTxnEnabled(),
                        config.reconfigEnabled(),
                        config.standaloneEnabled(),
                        config.multiAddress(),
                        TxnLimits.of(config.frameBytesMax(), entryMax));
        return new ReplicaSettings(
                new StorageDirs(Path.of(config.dataDir()), Path.of(config.dataLogDir())),
                storage,
                tree,
                config.serverId(),
                config.tickMillis(),
                config.minSessionTimeoutMillis() < 0
                        ? MIN_TICKS * config.tickMillis()
                        : config.minSessionTimeoutMillis(),
                config.maxSessionTimeoutMillis() < 0
                        ? MAX_TICKS * config.tickMillis()
                        : config.maxSessionTimeoutMillis(),
                config.snapCount(),
                config.snapSizeLimitBytes(),
                config.purgeIntervalHours(),
                config.eagerAclCheck(),
                new AuthSettings(
                        config.enforceAuth(),
                        Set.of(config.enforceAuthSchemes()),
                        Set.of(config.superUserSchemes()),
                        config.authTimeoutMillis()),
                config.containerCheckMillis(),
                config.containersPerMinuteMax(),
                config.containerNeverUsedMillis(),
                entryMax,
                config.windowTxns(),
                config.windowBytes(),
                new SessionRules(
                        config.readOnlyMode(),
                        config.localSessions(),
                        config.localSessionsUpgrading(),
                        config.leaderServes()));
    }
}
