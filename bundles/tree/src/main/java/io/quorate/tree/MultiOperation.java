package io.quorate.tree;

import io.quorate.model.ErrorCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.storage.StorageException;
import io.quorate.wire.TxnBytes;
import java.util.ArrayList;
import java.util.List;

/**
 * multi: all parts or none, one zxid, one time. Source: spec semantics section 6, client-protocol
 * section 8.4, disk-format sections 5 and 7.
 */
final class MultiOperation {

    /** Parts behind the one that is refused. */
    private static final Txn LEFT_OUT = new Txn.Refused(ErrorCode.RUNTIME_INCONSISTENCY);

    private MultiOperation() {}

    static Txn prepare(Request.Multi request, Preparing at, Preparer preparer)
            throws StorageException {
        List<Txn> parts = new ArrayList<>(request.parts().size());
        long bytes = TxnBytes.ENVELOPE + TxnBytes.MULTI_HEAD;
        boolean failed = false;
        for (Request.Write part : request.parts()) {
            if (failed) {
                parts.add(LEFT_OUT);
                continue;
            }
            Txn txn = preparer.prepare(part);
            if (txn instanceof Txn.Refused refused) {
                at.pending.rollback();
                if (refused.error() == ErrorCode.MARSHALLING_ERROR) {
                    return refused;
                }
                failed = true;
            }
            parts.add(txn);
            bytes += TxnBytes.PART_HEAD + TxnBytes.ofBody(txn);
            if (!failed && bytes > at.settings.limits().txnBytes()) {
                // Judged part by part: what the parts would come to together may fit nowhere.
                at.pending.rollback();
                return Preparing.refuse(ErrorCode.MARSHALLING_ERROR);
            }
        }
        return new Txn.Multi(parts);
    }

    static Outcome apply(Txn.Multi txn, Applying at, Applier applier) throws StorageException {
        List<Txn> parts = txn.parts();
        int[] ops = new int[parts.size()];
        List<Outcome> outcomes = new ArrayList<>(parts.size());
        boolean applies = true;
        for (int part = 0; part < ops.length; part++) {
            ops[part] = parts.get(part).type();
            applies &= !(parts.get(part) instanceof Txn.Refused);
        }
        int error = ErrorCode.OK;
        for (Txn part : parts) {
            if (applies) {
                outcomes.add(applier.apply(part));
            } else {
                boolean refused = part instanceof Txn.Refused;
                int code = refused ? ((Txn.Refused) part).error() : error;
                outcomes.add(Applying.refuse(code));
                error = refused ? ErrorCode.RUNTIME_INCONSISTENCY : error;
            }
        }
        return new Outcome.Multi(ops, outcomes);
    }
}
