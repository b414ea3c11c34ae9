package io.quorate.storage;

import org.osgi.annotation.versioning.ProviderType;

/** Small named values that survive. */
@ProviderType
public interface HardState {

    /** Any thread: null if absent. A damaged value is {@link StorageException.Kind#CORRUPT}. */
    byte[] get(String key) throws StorageException;

    /** L: replaced atomically and durable on return. */
    void put(String key, byte[] value) throws StorageException;

    /** L: replaced atomically, durable some day. */
    void hint(String key, byte[] value) throws StorageException;
}
