package io.quorate.storage;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Small named values that survive: what a consensus protocol must remember besides the journal. Keys are words of letters, digits and {@code -}
 * ({@link IllegalArgumentException} otherwise). {@code currentEpoch} and {@code acceptedEpoch} are ZooKeeper's files in engines that keep its format.
 *
 * <p>Writes run on the log worker, in order with {@link Journal#append} and {@link Journal#sync}. A fault of a write is fatal. Contract suite:
 * {@code HardStateContract}.
 */
@ProviderType
public interface HardState {

    /** Any thread: the last value put or hinted, null if there is none. A damaged value that was put is {@link StorageException.Kind#CORRUPT}. */
    byte[] get(String key) throws StorageException;

    /** L: replaced atomically and durable on return. */
    void put(String key, byte[] value) throws StorageException;

    /** L: replaced atomically, durable some day; after a crash an older value or none may be found. No fsync. */
    void hint(String key, byte[] value) throws StorageException;
}
