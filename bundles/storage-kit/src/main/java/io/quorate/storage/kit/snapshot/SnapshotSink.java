package io.quorate.storage.kit.snapshot;

import io.quorate.model.AclEntry;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import java.util.List;

/**
 * Takes the content of a snapshot stream in its order: sessions, ACLs, nodes (parent before child).
 * One thread.
 */
public interface SnapshotSink {

    void session(long sessionId, int timeoutMillis) throws StorageException;

    void acl(int aclId, List<AclEntry> entries) throws StorageException;

    /**
     * A node whose path is {@code path[from, to)}, empty for the root. Arrays, also that of the
     * data, are reused after the return: the callee copies what it keeps.
     */
    void node(byte[] path, int from, int to, NodeRecord node) throws StorageException;
}
