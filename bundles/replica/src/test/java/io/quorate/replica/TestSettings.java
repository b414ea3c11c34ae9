package io.quorate.replica;

import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageSettings;
import io.quorate.tree.TreeSettings;
import java.nio.file.Path;
import java.util.Set;

/** Settings of replicas under test, as a server without any keys of its own has them. */
final class TestSettings {

    /** Where the files are, on a simulated disk or nowhere. */
    static final StorageDirs DIRS = new StorageDirs(Path.of("data"), Path.of("data"));

    private static final int MIN_TICKS = 2;

    private TestSettings() {}

    static ReplicaSettings of(
            StorageDirs dirs,
            StorageSettings storage,
            TreeSettings tree,
            int id,
            int tickMillis,
            int maxSessionTimeoutMillis,
            SessionRules sessions) {
        return new ReplicaSettings(
                dirs,
                storage,
                tree,
                id,
                tickMillis,
                MIN_TICKS * tickMillis,
                maxSessionTimeoutMillis,
                100_000,
                -1,
                0,
                false,
                false,
                Set.of(),
                60_000,
                10_000,
                0,
                2_097_150,
                20_000,
                64L << 20,
                sessions);
    }
}
