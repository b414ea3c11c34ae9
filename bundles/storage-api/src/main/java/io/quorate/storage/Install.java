package io.quorate.storage;

import io.quorate.model.AclEntry;
import io.quorate.model.Znode;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A whole tree received from elsewhere, built aside. Background thread. Nothing is visible before
 * {@link #finish}; a crash before leaves the old state, a crash after leaves the new one.
 */
@ProviderType
public interface Install extends AutoCloseable {

    void acl(int id, List<AclEntry> list) throws StorageException;

    void session(long sessionId, int timeoutMillis) throws StorageException;

    /** Parent before child; a path seen twice: the last one wins. */
    void node(Znode path, NodeRecord node) throws StorageException;

    /**
     * The next bytes of a whole tree as another server sends it: the body of a snapshot in
     * ZooKeeper's format, sessions to terminator. Instead of the three methods above.
     *
     * @param last these are the last ones; the body must be complete with them
     * @throws StorageException CORRUPT: this is no body
     */
    void body(byte[] bytes, boolean last) throws StorageException;

    /** Durable and switched; the previous generation is kept until {@link #confirm}. */
    void finish(long zxid) throws StorageException;

    /** The previous generation may go. */
    void confirm() throws StorageException;

    /** Without {@link #finish}: abandoned. */
    @Override
    void close();
}
