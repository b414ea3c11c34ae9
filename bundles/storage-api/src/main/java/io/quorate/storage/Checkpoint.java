package io.quorate.storage;

/** A version on its way to the disk. */
public interface Checkpoint {

    long zxid();

    /**
     * B: only after the journal is durable to {@link #zxid()}. A failure leaves the older
     * checkpoints as they were.
     */
    void write() throws StorageException;
}
