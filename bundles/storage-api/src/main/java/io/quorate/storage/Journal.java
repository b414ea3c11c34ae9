package io.quorate.storage;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Transactions keyed by zxid ("position") in ZooKeeper's log format, ascending.
 *
 * <p>Order and durability: what {@link #append} was given becomes durable prefix by prefix; {@link
 * #sync} returns the last durable position. Bytes of a later batch are not written before the sync
 * of the earlier one has returned, so only the last batch can be torn.
 */
@ConsumerType
public interface Journal {

    /** Any thread. */
    JournalSpan span();

    /**
     * L: {@code position} above the last one; kept in memory until {@link #sync}. The payload is
     * not changed by the caller afterwards.
     */
    void append(long position, byte[] payload) throws StorageException;

    /** L: one write, one fsync; returns the durable position. */
    long sync() throws StorageException;

    /**
     * L, now and then when nothing is being written: notes how far the journal is durable, so that
     * a later start can see what has gone since. Costs no sync.
     *
     * @throws StorageException IO, fatal: what was written is not where it was written to
     */
    default void settle() throws StorageException {}

    /** L: drops entries behind {@code position} exactly; durable on return. */
    void truncateAfter(long position) throws StorageException;

    /** L: after an install: nothing remains, the next append is above {@code position}. */
    void resetTo(long position) throws StorageException;

    /**
     * Any thread: entries below {@code position} may go, as far as that is cheap (whole files);
     * keeps what readers hold. The host calls it with what {@link TreeStore#complete} has answered.
     * A failure harms nothing.
     */
    void trimBefore(long position) throws StorageException;

    /**
     * B, any time: makes the next file ready, so that beginning it costs the log worker nothing.
     * Optional; does nothing if one is ready.
     */
    default void prepare() throws StorageException {}

    /** Any thread: durable entries behind {@code after}, ascending. */
    JournalReader read(long after) throws StorageException;
}
