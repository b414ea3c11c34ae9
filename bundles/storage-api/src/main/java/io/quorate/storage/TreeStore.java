package io.quorate.storage;

import io.quorate.model.Znode;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The tree of an engine: one writer, immutable published versions.
 *
 * <p>Durability: a durable tree is never ahead of min(committed, durable journal); the host writes
 * a checkpoint only after the journal is durable to its zxid.
 *
 * <p>Threads: O = owner (replica loop), B = background worker, R = read worker.
 *
 * <p>Source: storage SPI sections 1 and 4.2, docs/adr/0086.
 */
@ConsumerType
public interface TreeStore {

    /** O: the owner's batch; one for the life of the engine, the same object each time. */
    TreeBatch batch();

    /**
     * Any thread: the current published version; immutable, may be kept for a short time (a
     * request).
     */
    TreeReader version();

    /**
     * O, O(1): the current version, held exactly as it is until it is closed or the engine ends it;
     * see {@link PinnedView}.
     */
    PinnedView pin();

    /**
     * Any thread; the same answer for the life of the engine. True if a read of {@link #batch} may
     * wait for a disk: then the host asks {@link #isResident} before it reads for a client on the
     * owner's thread, and has {@link #load} called where the answer is no. False, as for a tree on
     * the heap, costs nothing: the host asks nothing more.
     */
    default boolean readsMayBlock() {
        return false;
    }

    /**
     * O; never waits: whether a read of the node at {@code path} can be answered now without
     * waiting for a disk: its record, its ACL, or that there is none. The names of its children are
     * included where there are at most {@value #RESIDENT_CHILDREN}; longer listings are read from a
     * pinned view in the background. May err either way, as long as it seldom does.
     */
    default boolean isResident(Znode path) {
        return true;
    }

    /** Most children whose names {@link #isResident} and {@link #load} include. */
    int RESIDENT_CHILDREN = 1_000;

    /**
     * R; waits for the disk: brings into memory what {@link #isResident} asks for, of the newest
     * state that other threads may see. What was loaded should stay until the owner has read it,
     * which is as soon as its turn comes. That there is no such node is no error.
     *
     * @throws StorageException fatal, as of any read
     */
    default void load(Znode path) throws StorageException {}

    /** O, O(1): bytes (approximate) not yet in a checkpoint. */
    long debt();

    /**
     * Any thread; the same answer for the life of the engine: which debt it wants the host to work
     * off, and which it can bear.
     */
    default DebtLimits debtLimits() {
        return DebtLimits.NONE;
    }

    /** O, O(1): the published version becomes a checkpoint to be written; one at a time. */
    Checkpoint beginCheckpoint();

    /**
     * O: ends the checkpoint (written or failed).
     *
     * @return the host has the journal forget what is below this zxid, at once and whether old
     *     files are purged or not; -1 if nothing of the journal may go because of this checkpoint,
     *     as it failed, or as the engine keeps its journal for older ones until {@link
     *     StorageEngine#purge}
     */
    long complete(Checkpoint done);

    /** B: a new tree to replace this one. */
    Install beginInstall() throws StorageException;

    /**
     * L: brings a durable tree that was ahead back to at most {@code maxZxid}; NEEDS_INSTALL if
     * impossible, and then nothing has changed. Returns the zxid reached.
     */
    long rollbackTo(long maxZxid) throws StorageException;
}
