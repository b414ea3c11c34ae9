package io.quorate.tree;

import io.quorate.model.Outcome;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.storage.StorageException;

/**
 * Every replica: puts transactions into the tree. Owner thread.
 *
 * <p>Works on the batch it was made for and never seals it: the caller seals once after each call,
 * which makes a multi one step for every reader. A transaction is never half refused: what was
 * prepared applies. Replay over a tree that is already ahead (fuzzy snapshots of ZooKeeper) is
 * tolerated: a refusal is the outcome of that part and nothing else.
 *
 * <p>Source: spec disk-format sections 7 and 9, semantics sections 2.1, 8.2 and 10.3.
 */
public final class Applier {

    /**
     * Parts, or ephemeral nodes, of a transaction that are still prepared and applied in one go.
     */
    static final int PARTS_AT_ONCE = 256;

    /**
     * Those of a longer one that make a step: few, so that a step is short on a cold machine too.
     */
    public static final int PARTS_PER_STEP = 16;

    private final Applying at;

    Applier(Applying at) {
        this.at = at;
    }

    /**
     * Applies one transaction.
     *
     * @param changes hears what watches may want to know
     * @return the reply to the client; statistics are those right after its own part
     * @throws StorageException the tree is broken: fatal, the batch is in an unknown state
     */
    public Outcome apply(TxnHeader header, Txn txn, ChangeSink changes) throws StorageException {
        at.begin(header, changes);
        Outcome outcome = apply(txn);
        at.quotas.settle();
        return outcome;
    }

    /**
     * Whether a transaction has so many parts, or ends a session with so many ephemeral nodes, that
     * it is better applied by {@link #begin}.
     */
    public boolean isLong(TxnHeader header, Txn txn) throws StorageException {
        return switch (txn) {
            case Txn.Multi multi -> multi.parts().size() > PARTS_AT_ONCE;
            case Txn.CloseSession close ->
                    close.ephemerals() == null
                            ? SessionOperation.ownsMoreThan(
                                    PARTS_AT_ONCE, header.sessionId(), at.tree)
                            : close.ephemerals().size() > PARTS_AT_ONCE;
            default -> false;
        };
    }

    /**
     * Begins to apply a transaction that {@link #isLong is long}; nothing else is applied before it
     * is done. What is in the batch meanwhile is half a transaction, which nobody may see.
     */
    public LongApply begin(TxnHeader header, Txn txn, ChangeSink changes) {
        at.begin(header, changes);
        return switch (txn) {
            case Txn.Multi multi -> MultiOperation.begin(multi, at, this);
            case Txn.CloseSession close -> SessionOperation.beginClose(close, at);
            default -> throw new IllegalArgumentException("not long: type " + txn.type());
        };
    }

    Outcome apply(Txn txn) throws StorageException {
        return switch (txn) {
            case Txn.SetData setData -> SetDataOperation.apply(setData, at);
            case Txn.Create create -> CreateOperation.apply(create, at);
            case Txn.Delete delete -> DeleteOperation.apply(delete, at);
            case Txn.Multi multi -> MultiOperation.apply(multi, at, this);
            case Txn.SetAcl setAcl -> SetAclOperation.apply(setAcl, at);
            case Txn.CreateSession open -> SessionOperation.applyCreate(open, at);
            case Txn.CloseSession close -> SessionOperation.applyClose(close, at);
            case Txn.Check check -> Outcome.DONE;
            case Txn.Refused refused -> Applying.refuse(refused.error());
        };
    }
}
