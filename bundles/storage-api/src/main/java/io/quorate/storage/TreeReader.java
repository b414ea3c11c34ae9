package io.quorate.storage;

import io.quorate.model.AclEntry;
import io.quorate.model.Znode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What every reader sees: all replicated state (nodes, ACLs, sessions, indexes, position). A
 * published version never changes; a {@link TreeBatch} shows its own writes. One thread at a time.
 */
@ConsumerType
public interface TreeReader {

    Position position();

    /**
     * Fills {@code into} with the node at {@code path}; false (and {@code into} undefined) if there
     * is none. The empty path is the root.
     */
    boolean get(Znode path, NodeRecord into) throws StorageException;

    /** Names of the direct children of {@code parent}, any order; null if there is no such node. */
    @Nullable ChildCursor children(Znode parent) throws StorageException;

    /** All nodes, depth first, parent before child, root first with the empty path. */
    NodeCursor scan() throws StorageException;

    /** The node at {@code top} and all below it, parent before child; empty if there is none. */
    NodeCursor scan(Znode top) throws StorageException;

    /**
     * Paths of an index; {@code key} is the session for {@link TreeIndex#EPHEMERAL} and ignored
     * elsewhere.
     */
    PathCursor index(TreeIndex kind, long key) throws StorageException;

    /**
     * Sessions that own ephemeral nodes, known or not, each once, any order. A new leader asks
     * before it serves, so the answer comes from an index: it costs as much as there are owners,
     * however large the tree.
     */
    long[] ephemeralOwners() throws StorageException;

    /** Timeout of a global session, ms; -1 if unknown. */
    int sessionTimeoutMillis(long sessionId) throws StorageException;

    /** All global sessions. */
    SessionCursor sessions() throws StorageException;

    /** The ACL of an interned id; null if unknown. */
    @Nullable List<AclEntry> acl(int aclId) throws StorageException;

    /** All interned ACLs that nodes may use, any order; without {@link NodeRecord#OPEN_ACL}. */
    AclCursor acls() throws StorageException;

    /** O(1). */
    TreeCounts counts();
}
