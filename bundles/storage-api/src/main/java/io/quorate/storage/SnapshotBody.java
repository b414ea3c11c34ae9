package io.quorate.storage;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A version of a tree as bytes for another server: the body of a snapshot in ZooKeeper's format,
 * sessions to terminator, pulled piece by piece. Background thread, one at a time. Source: spec
 * disk-format section 6.1 (parts 2 to 5).
 */
@ConsumerType
public interface SnapshotBody {

    /**
     * The next bytes.
     *
     * @param bytesMax stop at the first record end behind so many bytes; the sessions and the ACLs
     *     come in one piece
     * @return a new array; null when the body is complete
     */
    byte @Nullable [] next(int bytesMax) throws StorageException;
}
