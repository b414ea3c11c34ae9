package io.quorate.storage;

/** A version on its way to the disk. */
public interface Checkpoint {

    /** Position of the version that is written. */
    long zxid();

    /**
     * B: only after the journal is durable to {@link #zxid()} and was rolled. Durable on return. A failure leaves the older checkpoints as they were and
     * is not fatal; a crash in the middle leaves them too.
     */
    void write() throws StorageException;
}
