package io.quorate.replica;

import io.quorate.replica.auth.AuthSettings;
import io.quorate.replica.settings.ContainerSettings;
import io.quorate.replica.settings.ProposalLimits;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.replica.settings.SessionRules;
import io.quorate.replica.settings.SessionSettings;
import io.quorate.replica.settings.SnapshotSettings;
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

    /** Settings of the replica. */
    static ReplicaSettings replica(ReplicaConfig config) {
        int tickMillis = config.tickMillis();
        return new ReplicaSettings(
                config.serverId(),
                config.membership().isEmpty(),
                tree(config),
                new SessionSettings(
                        tickMillis,
                        config.minSessionTimeoutMillis() < 0
                                ? MIN_TICKS * tickMillis
                                : config.minSessionTimeoutMillis(),
                        config.maxSessionTimeoutMillis() < 0
                                ? MAX_TICKS * tickMillis
                                : config.maxSessionTimeoutMillis(),
                        new SessionRules(
                                config.readOnlyMode(),
                                config.localSessions(),
                                config.localSessionsUpgrading(),
                                config.leaderServes())),
                new SnapshotSettings(
                        config.snapCount(),
                        config.snapSizeLimitBytes(),
                        config.purgeIntervalHours()),
                new ContainerSettings(
                        config.containerCheckMillis(),
                        config.containersPerMinuteMax(),
                        config.containerNeverUsedMillis()),
                new ProposalLimits(
                        recordBytesMax(config), config.windowTxns(), config.windowBytes()),
                new AuthSettings(
                        config.enforceAuth(),
                        Set.of(config.enforceAuthSchemes()),
                        Set.of(config.superUserSchemes()),
                        config.authTimeoutMillis(),
                        config.eagerAclCheck()));
    }

    private static TreeSettings tree(ReplicaConfig config) {
        return new TreeSettings(
                config.extendedTypesEnabled(),
                config.enforceQuota(),
                config.skipAcl(),
                config.digestEnabled(),
                config.closeSessionTxnEnabled(),
                config.reconfigEnabled(),
                config.standaloneEnabled(),
                config.multiAddress(),
                TxnLimits.of(config.frameBytesMax(), recordBytesMax(config)));
    }

    /** Where the storage is. */
    static StorageDirs dirs(ReplicaConfig config) {
        return new StorageDirs(Path.of(config.dataDir()), Path.of(config.dataLogDir()));
    }

    /** Settings of the storage. */
    static StorageSettings storage(ReplicaConfig config) {
        return new StorageSettings(
                recordBytesMax(config),
                config.digestEnabled(),
                config.extendedTypesEnabled(),
                config.storage_acceptGaps(),
                config.storage_reserveBytes(),
                Math.max(3, config.retainSnapshots()));
    }

    private static int recordBytesMax(ReplicaConfig config) {
        return (int)
                Math.min(
                        Integer.MAX_VALUE,
                        (long) config.frameBytesMax() + Math.max(1024, config.extraBytesMax()));
    }
}
