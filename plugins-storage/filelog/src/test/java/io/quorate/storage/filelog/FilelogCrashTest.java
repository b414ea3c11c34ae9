package io.quorate.storage.filelog;

import io.quorate.storage.StorageFactory;
import io.quorate.testkit.StorageCrashContract;

class FilelogCrashTest extends StorageCrashContract {

    @Override
    protected StorageFactory factory() {
        return new FilelogFactory(SmallFiles.SETTINGS);
    }
}
