package io.quorate.storage;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** Small named values that survive. */
@ConsumerType
public interface MetadataStore {

    /** Any thread: null if absent. A damaged value is {@link StorageException.Kind#CORRUPT}. */
    byte @Nullable [] get(String key) throws StorageException;

    /** L: replaced atomically and durable on return. */
    void put(String key, byte[] value) throws StorageException;

    /**
     * L: puts a value beside the one in force, durable on return; {@link #get} does not see it. A
     * program that finds the one in force out of date may take it. Null takes it back.
     */
    void announce(String key, byte @Nullable [] value) throws StorageException;

    /** Any thread: what was announced and not taken back, null if nothing was. */
    byte @Nullable [] announced(String key) throws StorageException;

    /** L: replaced atomically, durable some day. */
    void hint(String key, byte[] value) throws StorageException;
}
