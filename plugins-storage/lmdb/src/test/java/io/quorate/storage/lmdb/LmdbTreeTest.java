package io.quorate.storage.lmdb;

import io.quorate.runtime.disk.FileDisk;
import io.quorate.storage.TreeStore;
import io.quorate.testkit.TreeStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LmdbTreeTest extends TreeStoreContract {

    @TempDir Path folder;
    private int opened;

    @Override
    protected TreeStore open() throws Exception {
        return Engines.tree(
                Engines.lmdb(), new FileDisk(), folder.resolve(String.valueOf(opened++)));
    }
}
