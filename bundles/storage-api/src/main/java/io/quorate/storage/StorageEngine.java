package io.quorate.storage;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An open engine. It is passive: no thread and no clock of its own; the host's threads call it.
 *
 * <p>Threads: O = owner (replica loop), L = log worker, B = background worker. Methods marked O
 * never touch a disk, but for reads of a batch where {@link TreeStore#readsMayBlock}. After a fatal
 * {@link StorageException} every method throws {@link StorageException.Kind#POISONED}; nothing is
 * retried.
 */
@ConsumerType
public interface StorageEngine extends AutoCloseable {

    Journal journal();

    MetadataStore metadata();

    TreeStore tree();

    /**
     * Any thread: what the checkpoint that was loaded says of its content; {@link
     * LoadedContent#UNKNOWN} if it says nothing or there was none.
     */
    default LoadedContent loadedContent() {
        return LoadedContent.UNKNOWN;
    }

    /**
     * Any thread: what is wrong with the history, null if nothing is. Only for a host that {@link
     * StorageHost#refetches}: the tree may then be older than what this server has promised to
     * have, and the journal takes and gives nothing before {@link Journal#resetTo}. The server must
     * not count as one that has a history before it has installed another one.
     */
    default @Nullable StorageException damage() {
        return null;
    }

    /**
     * Any thread: true if no checkpoint holds what was loaded, so that one should be written soon.
     */
    default boolean wantsCheckpoint() {
        return false;
    }

    /**
     * B: deletes what {@code settings().retainCheckpoints()} does not keep; returns names of
     * deleted files.
     */
    java.util.List<String> purge() throws StorageException;

    /** B: bytes of checkpoint files and of journal files ({@code dirs} word). */
    DiskUse diskUse() throws StorageException;

    /**
     * B: free space is above the reserve; false means that new writes should be refused for now.
     */
    boolean hasReserve() throws StorageException;

    /** O: waits (bounded) for views; idempotent. */
    @Override
    void close();
}
