package io.quorate.storage;

import io.quorate.model.Znode;
import org.osgi.annotation.versioning.ConsumerType;

/** Walks over nodes. */
@ConsumerType
public interface NodeCursor {

    boolean next() throws StorageException;

    /** Path of the current node; the root is the empty path. */
    Znode path();

    /** The current node; the same flyweight each time. */
    NodeRecord node();
}
