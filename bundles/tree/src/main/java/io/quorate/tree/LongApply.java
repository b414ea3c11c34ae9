package io.quorate.tree;

import io.quorate.model.Outcome;
import io.quorate.storage.StorageException;

/** A transaction that is applied bit by bit, so that its owner's thread has time for others. */
public interface LongApply {

    /**
     * Applies {@link Applier#PARTS_PER_STEP} parts or fewer; false when all are applied.
     *
     * @throws StorageException the tree is broken: fatal
     */
    boolean step() throws StorageException;

    /** The reply to the client, once all parts are applied. */
    Outcome outcome();
}
