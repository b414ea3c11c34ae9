package io.quorate.storage.lmdb;

import io.quorate.storage.TreeStore;
import io.quorate.testkit.SimDisk;
import io.quorate.testkit.TreeStoreContract;
import java.nio.file.Path;

class SimulatedTreeTest extends TreeStoreContract {

    @Override
    protected TreeStore open() throws Exception {
        return Engines.tree(Engines.lmdb(), new SimDisk(1), Path.of("/data"));
    }
}
