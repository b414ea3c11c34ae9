package io.quorate.storage;

/** Reads entries in ascending order. One thread; pins the files it still needs. */
public interface JournalReader extends AutoCloseable {

    /** Moves to the next entry; false at the end. */
    boolean next() throws StorageException;

    long position();

    byte[] payload();

    @Override
    void close();
}
