package io.quorate.storage.lmdb.map;

import io.quorate.storage.StorageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the tree needs of a store on disk: an ordered map of bytes whose batches are durable as a
 * whole or not at all. Keys are compared as unsigned bytes and are at most {@value #KEY_BYTES_MAX}
 * long. LMDB is one such map; simulation and crash tests have another (storage SPI F21).
 */
public interface OrderedMap extends AutoCloseable {

    /** The longest key. */
    int KEY_BYTES_MAX = 511;

    /** One entry; the arrays are the caller's. */
    record Entry(byte[] key, byte[] value) {}

    /** Reads of one state. */
    interface Reads {

        /** The value of a key; null if there is none. */
        byte @Nullable [] get(byte[] key) throws StorageException;

        /** At most {@code max} entries from {@code from} on, ascending. */
        List<Entry> range(byte[] from, boolean exclusive, int max) throws StorageException;
    }

    /** Reads of a map without entries. */
    Reads NOTHING =
            new Reads() {
                @Override
                public byte @Nullable [] get(byte[] key) {
                    return null;
                }

                @Override
                public List<Entry> range(byte[] from, boolean exclusive, int max) {
                    return List.of();
                }
            };

    /**
     * A state that does not change. Any number of threads; after its close, or that of the map,
     * reads throw EXPIRED.
     */
    interface View extends Reads, AutoCloseable {

        @Override
        void close();
    }

    /** A batch that is being written; reads see its own changes. One thread. */
    interface Writer extends Reads {

        void put(byte[] key, byte[] value) throws StorageException;

        void delete(byte[] key) throws StorageException;
    }

    /** What is done in one batch. */
    interface Changes {

        void into(Writer writer) throws StorageException;
    }

    /** The newest durable state. Never waits for a disk. */
    View view() throws StorageException;

    /**
     * One batch, durable on return. Blocking; one at a time. After an exception nothing of it is
     * there.
     */
    void write(Changes changes) throws StorageException;

    /** Any thread; never waits for a disk: about what its entries take of the disk. */
    long usedBytes() throws StorageException;

    /** Closes all views, too. Idempotent. */
    @Override
    void close();
}
