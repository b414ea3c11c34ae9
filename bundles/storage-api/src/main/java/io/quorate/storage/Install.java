package io.quorate.storage;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A whole tree received from elsewhere, built aside. B, and from {@link #finish} on L. Nothing is
 * visible before {@link #finish}; a crash before leaves the old state, a crash after leaves the new
 * one.
 */
@ConsumerType
public interface Install extends AutoCloseable {

    /**
     * The next bytes of a whole tree as another server sends it: the body of a snapshot in
     * ZooKeeper's format, sessions to terminator, cut anywhere. Of a path seen twice the last one
     * wins.
     *
     * @param last these are the last ones; the body must be complete with them
     * @throws StorageException CORRUPT: this is no body
     */
    void body(byte[] bytes, boolean last) throws StorageException;

    /** L: durable and switched; the previous generation is kept until {@link #confirm}. */
    void finish(long zxid) throws StorageException;

    /** L: the previous generation may go. */
    void confirm() throws StorageException;

    /** Without {@link #finish}: abandoned. */
    @Override
    void close();
}
