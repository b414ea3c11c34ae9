package io.quorate.storage;

import io.quorate.model.AclEntry;
import io.quorate.model.Znode;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The owner's working state. Reads see the batch's own writes; others see nothing of a transaction
 * before it is sealed and published. Owner thread only; writes never touch a disk, and reads do so
 * only where {@link TreeStore#readsMayBlock}.
 *
 * <p>The batch keeps child lists, indexes, counts and the tree digest by itself.
 */
@ConsumerType
public interface TreeBatch extends TreeReader {

    /**
     * Creates or replaces the node at {@code path}; the parent exists. Does not touch the parent's
     * counters. {@code childCount} and {@code digest} of {@code node} are ignored.
     */
    void put(Znode path, NodeRecord node) throws StorageException;

    /** Sets the stored child counter and pzxid of {@code parent}. */
    void counters(Znode parent, int cversion, long pzxid) throws StorageException;

    /**
     * Removes the node at {@code path}, which exists. Does not touch the parent's counters.
     * Whatever is below it goes too; only the replay on top of a fuzzy snapshot of another server
     * leads there.
     */
    void remove(Znode path) throws StorageException;

    /**
     * Interned id of an ACL; {@link NodeRecord#OPEN_ACL} for the open one. Valid until the batch is
     * published unless a node uses it.
     */
    int acl(List<AclEntry> list) throws StorageException;

    /** Enters or replaces a global session; a timeout below 0 removes it. */
    void session(long sessionId, int timeoutMillis);

    /** Tree digest of the working state. */
    long digest();

    /**
     * End of one transaction: from here on its changes belong together; {@link #position()} becomes
     * {@code (zxid, digest())}.
     */
    void seal(long zxid);

    /**
     * O(1): all sealed transactions become the current version that other threads read. The batch
     * goes on.
     */
    void publish();
}
