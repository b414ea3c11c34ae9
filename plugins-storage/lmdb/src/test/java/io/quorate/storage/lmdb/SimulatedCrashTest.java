package io.quorate.storage.lmdb;

import io.quorate.storage.StorageFactory;
import io.quorate.testkit.StorageCrashContract;

/** The engine bears crashes and faults over a map whose batches are there wholly or not at all. */
class SimulatedCrashTest extends StorageCrashContract {

    @Override
    protected StorageFactory factory() {
        return Engines.lmdb();
    }

    @Override
    protected String checkpointFiles() {
        return "lmdb.";
    }
}
