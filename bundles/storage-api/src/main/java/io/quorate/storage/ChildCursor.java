package io.quorate.storage;

/** Walks over names of children. */
public interface ChildCursor {

    boolean next() throws StorageException;

    /** The current name, UTF-8, a copy the caller may keep. */
    byte[] name();

    /** Number of children in all. */
    int count();
}
