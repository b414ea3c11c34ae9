package io.quorate.launcher;

import io.quorate.storage.StorageFactory;
import io.quorate.testkit.StorageEngineContract;
import org.example.quorate.filemap.FileMapFactory;

/** The same on real files. */
class FileMapContractTest extends StorageEngineContract {

    @Override
    protected StorageFactory factory() {
        return new FileMapFactory();
    }
}
