package io.quorate.replica.settings;

import io.quorate.replica.auth.AuthSettings;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageSettings;
import io.quorate.tree.TreeSettings;

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
public record ReplicaSettings(
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

    public ReplicaSettings {
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

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
