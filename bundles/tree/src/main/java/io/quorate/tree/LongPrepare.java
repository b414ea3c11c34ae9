package io.quorate.tree;

import io.quorate.model.LoggedTxn;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.storage.StorageException;
import org.jspecify.annotations.Nullable;

/**
 * A request that is prepared bit by bit, so that its owner's thread has time for others. Until it
 * is done nothing else is prepared, and nothing is applied. Owner thread.
 */
public final class LongPrepare {

    /** A transaction that is made bit by bit. */
    interface Work {

        /** Makes {@link Applier#PARTS_PER_STEP} parts or fewer; false when all are made. */
        boolean step() throws StorageException;

        /** The transaction, once all parts are made. */
        Txn txn();

        /** The transaction, all its parts made in one go. */
        default Txn whole() throws StorageException {
            while (step()) {
                // until nothing is left
            }
            return txn();
        }
    }

    private final Preparer preparer;
    private final PrepareContext context;
    private final Request.Write request;
    private @Nullable Work work;

    LongPrepare(Preparer preparer, PrepareContext context, Request.Write request) {
        this.preparer = preparer;
        this.context = context;
        this.request = request;
    }

    /**
     * Prepares some of it, looking at the tree for the first time in the first step; false when all
     * is prepared. After an exception everything is as it was before the request.
     *
     * @throws StorageException the tree cannot be read: fatal
     */
    public boolean step() throws StorageException {
        try {
            if (work == null) {
                work = preparer.work(context, request);
            }
            return work.step();
        } catch (RuntimeException failure) {
            preparer.undo(context.zxid());
            throw failure;
        }
    }

    /** What {@link Preparer#prepare} would have made of the request, once all is prepared. */
    @SuppressWarnings("NullAway") // asked once all is prepared
    public LoggedTxn prepared() {
        return preparer.finished(context, work.txn());
    }
}
