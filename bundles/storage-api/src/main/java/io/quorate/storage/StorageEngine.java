package io.quorate.storage;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An open engine. It is passive: no thread and no clock of its own; the host's threads call it.
 *
 * <p>Threads: O = owner (replica loop), L = log worker, B = background worker. Methods marked O never touch a disk. After a fatal
 * {@link StorageException} everything that reads or changes durable state throws {@link StorageException.Kind#POISONED}; nothing is retried. Fatal are
 * faults of the journal's and the hard state's writes; a checkpoint, a purge or an install may fail and be tried again.
 *
 * <p>Contract suite: {@code StorageEngineContract}.
 */
@ProviderType
public interface StorageEngine extends AutoCloseable {

    Journal journal();

    HardState hardState();

    TreeStore tree();

    /** Any thread: what the checkpoint that was loaded says of its content; {@link LoadedContent#UNKNOWN} if it says nothing or there was none. */
    default LoadedContent loadedContent() {
        return LoadedContent.UNKNOWN;
    }

    /**
     * B: deletes checkpoints but the newest {@code settings().retainCheckpoints()}, and journal files that none of those needs; returns the names of
     * deleted files.
     */
    List<String> purge() throws StorageException;

    /** B: bytes of checkpoint files and of journal files. */
    DiskUse diskUse() throws StorageException;

    /**
     * B: free space is at or above {@code settings().reserveBytes()}; false means that new writes should be refused for now, while the journal can
     * still take what must not be refused. Changes are told as notices.
     */
    boolean hasReserve() throws StorageException;

    /** O: releases files and locks; entries that were not synced are gone. Open views of a heap tree stay readable. Idempotent. */
    @Override
    void close();
}
