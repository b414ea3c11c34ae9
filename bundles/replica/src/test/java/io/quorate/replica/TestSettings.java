package io.quorate.replica;

import io.quorate.replica.auth.AuthSettings;
import io.quorate.replica.settings.ContainerSettings;
import io.quorate.replica.settings.ProposalLimits;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.replica.settings.SessionRules;
import io.quorate.replica.settings.SessionSettings;
import io.quorate.replica.settings.SnapshotSettings;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageFactory;
import io.quorate.storage.filelog.FilelogFactory;
import io.quorate.storage.filelog.FilelogSettings;
import io.quorate.storage.kit.log.JournalSettings;
import io.quorate.storage.lmdb.LmdbFactory;
import io.quorate.storage.lmdb.LmdbSettings;
import io.quorate.testkit.matrix.Requirement;
import io.quorate.testkit.module.Assembly;
import io.quorate.testkit.module.AssemblyNames;
import io.quorate.tree.TreeSettings;
import io.quorate.tree.TxnLimits;
import java.nio.file.Path;

/** Settings of replicas under test, as a server without any keys of its own has them. */
public final class TestSettings {

    /** Where the files are, on a simulated disk or nowhere. */
    public static final StorageDirs DIRS = new StorageDirs(Path.of("data"), Path.of("data"));

    static final Limits USUAL = new Limits(100_000, 2_097_150, 20_000, 64L << 20);
    private static final int MIN_TICKS = 2;

    private TestSettings() {}

    /** A storage on disk whose log files are prepared in blocks of 4 KiB. */
    public static StorageFactory filelog() {
        return new FilelogFactory(
                new FilelogSettings(
                        "", true, false, true, true, new JournalSettings(4096, true, 1000, -1)));
    }

    /** The same with the tree in a map. */
    static StorageFactory lmdb() {
        return new LmdbFactory(
                new LmdbSettings(
                        1L << 30,
                        1 << 16,
                        1 << 16,
                        5_000,
                        new JournalSettings(4096, true, 1000, -1)));
    }

    /**
     * What a server is made of: zab, the fast election and filelog or memory, or what {@code
     * -Dquorate.assembly=consensus,election,storage} names.
     */
    static Assembly plugins(boolean onDisk) {
        Assembly chosen = Assembly.chosen(onDisk ? "zab,fast,filelog" : "zab,fast,memory");
        StorageFactory prepared =
                switch (chosen.storage()) {
                    case null -> filelog();
                    case FilelogFactory files -> filelog();
                    case LmdbFactory trees -> lmdb();
                    case StorageFactory other -> other;
                };
        return new Assembly(chosen.consensus(), chosen.election(), prepared);
    }

    /** Whether a storage that keeps data is asked for, for every server. */
    static boolean keepsData() {
        return AssemblyNames.isChosen()
                && Requirement.DURABLE_STORAGE.isMetBy(AssemblyNames.chosen());
    }

    /** When a snapshot is due, how large a record may be, and what may wait for the disk. */
    record Limits(int snapCount, int recordBytesMax, int windowTxns, long windowBytes) {}

    /** The same for a server that is alone. */
    static ReplicaSettings standalone(ReplicaSettings settings, AuthSettings auth) {
        return new ReplicaSettings(
                settings.serverId(),
                true,
                settings.tree(),
                settings.sessions(),
                settings.snapshots(),
                settings.containers(),
                settings.limits(),
                auth);
    }

    public static ReplicaSettings of(
            TreeSettings tree,
            long id,
            int tickMillis,
            int maxSessionTimeoutMillis,
            SessionRules sessions) {
        return of(tree, id, tickMillis, maxSessionTimeoutMillis, USUAL, sessions);
    }

    public static ReplicaSettings of(
            TreeSettings tree,
            long id,
            int tickMillis,
            int maxSessionTimeoutMillis,
            Limits limits,
            SessionRules sessions) {
        return new ReplicaSettings(
                id,
                false,
                tree.within(TxnLimits.of(limits.recordBytesMax() / 2, limits.recordBytesMax())),
                new SessionSettings(
                        tickMillis, MIN_TICKS * tickMillis, maxSessionTimeoutMillis, sessions),
                new SnapshotSettings(limits.snapCount(), -1, 0),
                new ContainerSettings(60_000, 10_000, 0),
                new ProposalLimits(
                        limits.recordBytesMax(), limits.windowTxns(), limits.windowBytes()),
                AuthSettings.DEFAULT);
    }
}
