package io.quorate.storage;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Transactions keyed by zxid ("position"), ascending and without holes: each position is the next counter of the epoch of the one before, or counter 1
 * of a later epoch ({@link io.quorate.model.Zxid#follows}).
 *
 * <p>Threads: L = the host's log worker, one thread. Order and durability: what {@link #append} was given becomes durable prefix by prefix; {@link #sync}
 * returns the last durable position. Bytes of a later batch are not written before the sync of the earlier one has returned, so only the last batch can
 * be torn by a loss of power.
 *
 * <p>Errors: a fault of append, sync, roll, truncateAfter or resetTo is fatal (afterwards {@link StorageException.Kind#POISONED}); one of trimBefore,
 * prepare or read is not. A position that breaks the order is a mistake of the caller: {@link IllegalArgumentException}.
 *
 * <p>Source: spec disk-format sections 3, 11, 12, 13; ADR 0005 and 0006. Contract suites: {@code JournalContract}, {@code DurableJournalContract}.
 */
@ProviderType
public interface Journal {

    /** Any thread, O(1). */
    JournalSpan span();

    /** Any thread, O(files): estimate of the bytes of durable entries behind {@code position}. */
    long bytesAfter(long position);

    /**
     * L: takes the transaction at {@code position}, which follows the last one (after opening: the later of the last entry and the tree's position; after
     * a reset: the position of the reset). Kept in memory until {@link #sync}; a batch that has grown to several MiB is written and synced at once.
     *
     * @param payload the whole transaction in ZooKeeper's format (spec disk-format section 4), so that bytes 12 to 19 are {@code position}; of any
     *     length, not changed by the caller afterwards
     */
    void append(long position, byte[] payload) throws StorageException;

    /** L: one write, one fsync; nothing if nothing was appended. Returns the last durable position, -1 if there is none. */
    long sync() throws StorageException;

    /** L: syncs; the next append starts a new file. A checkpoint begins with this, so that the files behind it begin at or before it. */
    void roll() throws StorageException;

    /** L: drops the entries behind {@code position}, exactly; durable on return. Anything still buffered is synced first. */
    void truncateAfter(long position) throws StorageException;

    /** L: after an install: nothing remains, buffered entries included; the next append follows {@code position}. */
    void resetTo(long position) throws StorageException;

    /**
     * Any thread: whole files whose entries are all below {@code position} may go; keeps what readers hold, and always the newest file that begins at or
     * below {@code position}.
     */
    void trimBefore(long position) throws StorageException;

    /** B, any time: makes the next file ready, so that beginning it costs the log worker nothing. Optional; does nothing if one is ready. */
    default void prepare() throws StorageException {}

    /**
     * Any thread, O(1): durable entries behind {@code after}, ascending, up to the one that is the last durable one now. Entries that were trimmed are
     * missing at the front: the caller compares the first position. The files are kept until the reader is closed.
     */
    JournalReader read(long after) throws StorageException;
}
