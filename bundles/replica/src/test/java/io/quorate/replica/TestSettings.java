package io.quorate.replica;

import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageFactory;
import io.quorate.storage.StorageSettings;
import io.quorate.storage.filelog.FilelogFactory;
import io.quorate.storage.filelog.FilelogSettings;
import io.quorate.storage.kit.log.JournalSettings;
import io.quorate.tree.TreeSettings;
import io.quorate.tree.TxnLimits;
import java.nio.file.Path;

/** Settings of replicas under test, as a server without any keys of its own has them. */
final class TestSettings {

    /** Where the files are, on a simulated disk or nowhere. */
    static final StorageDirs DIRS = new StorageDirs(Path.of("data"), Path.of("data"));

    static final Limits USUAL = new Limits(100_000, 2_097_150, 20_000, 64L << 20);
    private static final int MIN_TICKS = 2;

    private TestSettings() {}

    /** A storage on disk whose log files are prepared in blocks of 4 KiB. */
    static StorageFactory filelog() {
        return new FilelogFactory(
                new FilelogSettings(
                        "", true, false, true, true, new JournalSettings(4096, true, 1000, -1)));
    }

    /** When a snapshot is due, how large a record may be, and what may wait for the disk. */
    record Limits(int snapCount, int recordBytesMax, int windowTxns, long windowBytes) {}

    static ReplicaSettings of(
            StorageSettings storage,
            TreeSettings tree,
            long id,
            int tickMillis,
            int maxSessionTimeoutMillis,
            SessionRules sessions) {
        return of(storage, tree, id, tickMillis, maxSessionTimeoutMillis, USUAL, sessions);
    }

    static ReplicaSettings of(
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
