package io.quorate.storage;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Opens engines; an OSGi service with the property {@code storage.engine} ({@code filelog}, {@code
 * memory}, {@code lmdb} …).
 *
 * <p>Source: storage SPI section 1, docs/adr/0002, docs/adr/0086.
 */
@ConsumerType
public interface StorageFactory {

    /**
     * Locks the directories and recovers. Background thread; blocking.
     *
     * <p>On return the tree is at the state of the newest usable checkpoint, and the journal ends
     * where its last whole entry ends. Replaying the journal behind {@code
     * tree().version().position()} is the host's business.
     */
    StorageEngine open(StorageDirs dirs, StorageHost host) throws StorageException;
}
