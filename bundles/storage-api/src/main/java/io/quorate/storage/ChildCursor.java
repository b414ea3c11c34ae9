package io.quorate.storage;

import org.osgi.annotation.versioning.ConsumerType;

/** Walks over names of children. */
@ConsumerType
public interface ChildCursor {

    boolean next() throws StorageException;

    /** The current name, UTF-8, a copy the caller may keep. */
    byte[] name();

    /** Number of children in all. */
    int count();
}
