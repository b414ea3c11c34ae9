package io.quorate.storage;

/** Reads entries in ascending order. One thread; holds the files it needs until it is closed. */
public interface JournalReader extends AutoCloseable {

    /**
     * Moves to the next entry; false at the end.
     *
     * @throws StorageException CORRUPT if an entry is damaged; NEEDS_INSTALL if entries are missing in between (an install has left a hole)
     */
    boolean next() throws StorageException;

    /** Position of the current entry. */
    long position();

    /** Payload of the current entry, an array of its own. */
    byte[] payload();

    @Override
    void close();
}
