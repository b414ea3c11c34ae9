package io.quorate.storage;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Opens engines; an OSGi service with the property {@code storage.engine} ({@code filelog}, {@code memory}, {@code lmdb} …).
 *
 * <p>Source: ADR on the storage SPI.
 */
@ProviderType
public interface StorageFactory {

    /** Looks at the directories without changing anything. Any thread; blocking. */
    DirectoryInfo inspect(StorageDirs dirs, StorageHost host) throws StorageException;

    /**
     * Makes missing directories (if the settings allow it), locks them against a second server and recovers. Background thread; blocking.
     *
     * <p>On return the tree is at the state of the newest usable checkpoint, and the journal ends where its last whole entry ends. Replaying the
     * journal behind {@code tree().version().position()} is the host's business. A position of -1 means that the directory is empty and may not be
     * taken for the truth: such a server does not vote.
     *
     * @throws StorageException WRONG_OWNER (in use, of another engine, or data and log directories mixed up: nothing was changed), CORRUPT (damage that
     *     is not a torn tail, or entries missing: the message names file and offset), IO, NO_SPACE
     */
    StorageEngine open(StorageDirs dirs, StorageHost host) throws StorageException;
}
