package io.quorate.storage.lmdb;

import io.quorate.runtime.disk.Disk;
import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageFactory;
import io.quorate.storage.StorageSettings;
import io.quorate.storage.TreeStore;
import io.quorate.storage.kit.log.JournalSettings;
import io.quorate.testkit.SimStorageHost;
import java.nio.file.Path;

/** Engines of tests, whose log files are prepared in blocks of 4 KiB. */
final class Engines {

    static final LmdbSettings SETTINGS =
            new LmdbSettings(
                    1L << 30, 1 << 20, 1 << 20, 5_000, new JournalSettings(4096, true, 1000, -1));

    private Engines() {}

    /** With the tree in LMDB, or on a simulated disk in a map that behaves alike. */
    static StorageFactory lmdb() {
        return new LmdbFactory(SETTINGS);
    }

    /** A new tree with extended types. */
    static TreeStore tree(StorageFactory factory, Disk disk, Path data) throws StorageException {
        StorageSettings base = SimStorageHost.withoutReserve();
        StorageSettings extended =
                new StorageSettings(
                        base.entryBytesMax(),
                        base.digestEnabled(),
                        true,
                        base.acceptGaps(),
                        base.reserveBytes(),
                        base.retainCheckpoints());
        return factory.open(new StorageDirs(data, data), new SimStorageHost(disk, extended)).tree();
    }
}
