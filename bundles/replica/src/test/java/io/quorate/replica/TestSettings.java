package io.quorate.replica;

import io.quorate.replica.auth.AuthSettings;
import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.replica.settings.SessionRules;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageSettings;
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

    /** When a snapshot is due, how large a record may be, and what may wait for the disk. */
    record Limits(int snapCount, int recordBytesMax, int windowTxns, long windowBytes) {}

    public static ReplicaSettings of(
            StorageSettings storage,
            TreeSettings tree,
            long id,
            int tickMillis,
            int maxSessionTimeoutMillis,
            SessionRules sessions) {
        return of(storage, tree, id, tickMillis, maxSessionTimeoutMillis, USUAL, sessions);
    }

    public static ReplicaSettings of(
            StorageSettings storage,
            TreeSettings tree,
            long id,
            int tickMillis,
            int maxSessionTimeoutMillis,
            Limits limits,
            SessionRules sessions) {
        return new ReplicaSettings(
                DIRS,
                storage,
                tree.within(TxnLimits.of(limits.recordBytesMax() / 2, limits.recordBytesMax())),
                id,
                tickMillis,
                MIN_TICKS * tickMillis,
                maxSessionTimeoutMillis,
                limits.snapCount(),
                -1,
                0,
                false,
                AuthSettings.DEFAULT,
                60_000,
                10_000,
                0,
                limits.recordBytesMax(),
                limits.windowTxns(),
                limits.windowBytes(),
                sessions);
    }
}
