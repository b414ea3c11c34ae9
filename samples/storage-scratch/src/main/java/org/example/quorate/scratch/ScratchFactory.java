package org.example.quorate.scratch;

import io.quorate.storage.StorageDirs;
import io.quorate.storage.StorageEngine;
import io.quorate.storage.StorageException;
import io.quorate.storage.StorageFactory;
import io.quorate.storage.StorageHost;
import org.osgi.service.component.annotations.Component;

/**
 * Opens engines that keep everything in memory: each one starts empty, nothing survives its close.
 * Thread-safe.
 */
@Component(
        service = StorageFactory.class,
        configurationPid = "org.example.quorate.scratch",
        property = "storage.engine=scratch")
public final class ScratchFactory implements StorageFactory {

    @Override
    public StorageEngine open(StorageDirs dirs, StorageHost host) throws StorageException {
        return new ScratchEngine(host.settings().extendedTypes());
    }
}
