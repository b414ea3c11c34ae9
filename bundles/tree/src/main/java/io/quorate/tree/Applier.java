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

    private final Applying at;

    Applier(Applying at) {
        this.at = at;
    }

    /**
     * Applies one transaction.
     *
     * @param changes hears what watches may want to know
     * @return what the client is told; statistics are those right after its own part
     * @throws StorageException the tree is broken: fatal, the batch is in an unknown state
     */
    public Outcome apply(TxnHeader header, Txn txn, ChangeSink changes) throws StorageException {
        at.begin(header, changes);
        Outcome outcome = apply(txn);
        at.quotas.settle();
        return outcome;
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
