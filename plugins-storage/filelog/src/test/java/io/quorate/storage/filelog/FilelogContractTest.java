package io.quorate.storage.filelog;

import io.quorate.storage.StorageFactory;
import io.quorate.testkit.StorageEngineContract;

class FilelogContractTest extends StorageEngineContract {

    @Override
    protected StorageFactory factory() {
        return new FilelogFactory(SmallFiles.SETTINGS);
    }
}
