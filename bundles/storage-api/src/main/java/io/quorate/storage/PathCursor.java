package io.quorate.storage;

import io.quorate.model.Znode;

/** Walks over paths. */
public interface PathCursor {

    boolean next() throws StorageException;

    Znode path();
}
