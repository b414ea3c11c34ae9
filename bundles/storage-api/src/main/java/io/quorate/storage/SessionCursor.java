package io.quorate.storage;

import org.osgi.annotation.versioning.ConsumerType;

/** Walks over sessions. */
@ConsumerType
public interface SessionCursor {

    boolean next() throws StorageException;

    long sessionId();

    int timeoutMillis();
}
