package org.example.quorate.scratch;

import io.quorate.storage.TreeStore;
import io.quorate.testkit.TreeStoreContract;

class ScratchTreeTest extends TreeStoreContract {

    @Override
    protected TreeStore open() throws Exception {
        return new ScratchEngine(true).tree();
    }
}
