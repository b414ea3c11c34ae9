package io.quorate.storage;

import io.quorate.model.Znode;
import org.osgi.annotation.versioning.ConsumerType;

/** Walks over paths. */
@ConsumerType
public interface PathCursor {

    boolean next() throws StorageException;

    Znode path();
}
