package io.quorate.launcher;

import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageSettings;
import io.quorate.storage.TreeStore;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.SimStorageHost;
import io.quorate.testkit.TreeStoreContract;
import java.nio.file.Path;
import org.example.quorate.filemap.FileMapFactory;

/** A tree in a file keeps the contract of every tree. */
class FileMapTreeTest extends TreeStoreContract {

    @Override
    protected TreeStore open() throws Exception {
        StorageSettings base = SimStorageHost.withoutReserve();
        StorageSettings extended =
                new StorageSettings(
                        base.entryBytesMax(),
                        base.digestEnabled(),
                        true,
                        base.acceptGaps(),
                        base.reserveBytes(),
                        base.retainCheckpoints());
        Path data = Path.of("/data");
        return new FileMapFactory()
                .open(new StorageDirs(data, data), new SimStorageHost(new SimDisk(1), extended))
                .tree();
    }
}
