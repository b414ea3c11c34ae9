package io.quorate.storage;

import io.quorate.runtime.disk.Disk;
import org.jspecify.annotations.Nullable;
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
     * What a tree on disk comes to.
     *
     * @param position of its newest checkpoint
     */
    record TreeSummary(Position position, TreeCounts counts) {}

    /**
     * Locks the directories and recovers. Background thread; blocking.
     *
     * <p>On return the tree is at the state of the newest usable checkpoint, and the journal ends
     * where its last whole entry ends. Replaying the journal behind {@code
     * tree().version().position()} is the host's business.
     */
    StorageEngine open(StorageDirs dirs, StorageHost host) throws StorageException;

    /**
     * For tools: reads all of the newest checkpoint of a server that does not run, and changes
     * nothing; null where an engine offers no such check. Blocking. The log and the hard state of
     * the kit are not looked at.
     *
     * @param disk the directories are read by it alone
     * @throws StorageException CORRUPT: something is not what was written; says which file
     */
    default @Nullable TreeSummary inspect(StorageDirs dirs, Disk disk) throws StorageException {
        return null;
    }
}
