package io.quorate.storage;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The tree of an engine: one writer, immutable published versions.
 *
 * <p>Durability: a durable tree is never ahead of min(committed, durable journal); the host writes
 * a checkpoint only after the journal is durable to its zxid.
 */
@ProviderType
public interface TreeStore {

    /** O: the owner's batch; one for the life of the engine, the same object each time. */
    TreeBatch batch();

    /**
     * Any thread: the current published version; immutable, may be kept for a short time (a
     * request).
     */
    TreeReader version();

    /** O, O(1): the current version, held exactly as it is until closed. */
    PinnedView pin();

    /** Any thread: a hint that {@code path} will be needed. */
    default void prefetch(io.quorate.model.Znode path) {}

    /** O: bytes (approximate) not yet in a checkpoint. */
    long debt();

    /** O, O(1): the published version becomes a checkpoint to be written; one at a time. */
    Checkpoint beginCheckpoint();

    /**
     * O: ends the checkpoint (written or failed); returns the zxid below which the journal may go,
     * -1 if nothing changed.
     */
    long complete(Checkpoint done);

    /** B: a new tree to replace this one. */
    Install beginInstall() throws StorageException;

    /**
     * B: brings a durable tree that was ahead back to at most {@code maxZxid}; NEEDS_INSTALL if
     * impossible. Returns the zxid reached.
     */
    long rollbackTo(long maxZxid) throws StorageException;

    /**
     * Any thread: the newest stored image with a zxid of at least {@code minZxid}, if the engine
     * keeps files in ZooKeeper's format.
     */
    Optional<StoredImage> newestImage(long minZxid);
}
