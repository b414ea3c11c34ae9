package io.quorate.storage;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A version on its way to the disk. The host calls, in this order, {@link #journalIsDurable} on the
 * log worker, {@link #write} on the background worker, and {@link TreeStore#complete} on the
 * owner's thread.
 */
@ConsumerType
public interface Checkpoint {

    /** Any thread: the last transaction in it. */
    long zxid();

    /**
     * L: the journal is durable to {@link #zxid()}, and nothing is being appended. An engine whose
     * journal files begin at checkpoints begins one; others do nothing.
     *
     * @throws StorageException fatal
     */
    default void journalIsDurable() throws StorageException {}

    /**
     * B: makes it durable. A failure leaves the older checkpoints as they were, and the host tries
     * again with a later version; it is fatal only where the engine is poisoned.
     */
    void write() throws StorageException;
}
