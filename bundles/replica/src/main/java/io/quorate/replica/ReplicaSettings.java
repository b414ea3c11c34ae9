package io.quorate.replica;

import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageSettings;
import io.quorate.tree.TreeSettings;
import io.quorate.tree.TxnLimits;
import java.nio.file.Path;
import java.util.Set;

/**
 * What the replica is told, validated.
 *
 * @param serverId own id; standalone, 0
 * @param minSessionTimeoutMillis effective lower bound, at least 1
 * @param maxSessionTimeoutMillis effective upper bound, not below the lower
 * @param snapCount transactions after which a checkpoint is due, at least 2
 * @param snapBytes journal bytes after which a checkpoint is due; 0 or less: never
 * @param purgeIntervalHours 0: never
 * @param auth who must authenticate, and who may be super user
 * @param windowTxns most transactions waiting for disk or quorum, at least 1
 * @param windowBytes most bytes in them, at least 1
 * @param sessions which sessions are given
 */
record ReplicaSettings(
        StorageDirs dirs,
        StorageSettings storage,
        TreeSettings tree,
        long serverId,
        int tickMillis,
        int minSessionTimeoutMillis,
        int maxSessionTimeoutMillis,
        int snapCount,
        long snapBytes,
        int purgeIntervalHours,
        boolean eagerAclCheck,
        AuthSettings auth,
        int containerCheckMillis,
        int containersPerMinuteMax,
        long containerNeverUsedMillis,
        int recordBytesMax,
        int windowTxns,
        long windowBytes,
        SessionRules sessions) {

    private static final int MIN_TICKS = 2;
    private static final int MAX_TICKS = 20;

    ReplicaSettings {
        require(tickMillis >= 1, "tickTime must be at least 1 ms, got " + tickMillis);
        require(
                minSessionTimeoutMillis <= maxSessionTimeoutMillis,
                "minSessionTimeout ("
                        + minSessionTimeoutMillis
                        + " ms) is above maxSessionTimeout ("
                        + maxSessionTimeoutMillis
                        + " ms)");
        require(snapCount >= 2, "snapCount must be at least 2, got " + snapCount);
    }

    static ReplicaSettings of(ReplicaConfig config) {
        int entryMax =
                (int)
                        Math.min(
                                Integer.MAX_VALUE,
                                (long) config.frameBytesMax()
                                        + Math.max(1024, config.extraBytesMax()));
        StorageSettings storage =
                new StorageSettings(
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

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
