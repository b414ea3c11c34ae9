package io.quorate.launcher;

import io.quorate.storage.StorageFactory;
import io.quorate.testkit.StorageCrashContract;
import org.example.quorate.filemap.FileMapFactory;

/** A storage with a tree in a file bears crashes and faults. */
class FileMapCrashTest extends StorageCrashContract {

    @Override
    protected StorageFactory factory() {
        return new FileMapFactory();
    }

    @Override
    protected String checkpointFiles() {
        return "tree.";
    }
}
