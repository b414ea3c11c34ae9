package io.quorate.storage;

/** Walks over sessions. */
public interface SessionCursor {

    boolean next() throws StorageException;

    long sessionId();

    int timeoutMillis();
}
