package io.quorate.storage.memory;

import io.quorate.storage.TreeStore;
import io.quorate.testkit.TreeStoreContract;

class MemoryTreeTest extends TreeStoreContract {

    @Override
    protected TreeStore open() throws Exception {
        return new MemoryEngine(true).tree();
    }
}
