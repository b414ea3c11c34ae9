package io.quorate.storage.lmdb;

import io.quorate.storage.StorageFactory;
import io.quorate.testkit.StorageEngineContract;

class LmdbContractTest extends StorageEngineContract {

    @Override
    protected StorageFactory factory() {
        return Engines.lmdb();
    }
}
