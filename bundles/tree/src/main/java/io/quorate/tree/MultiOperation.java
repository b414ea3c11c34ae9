package io.quorate.tree;

import io.quorate.model.ErrorCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.storage.StorageException;
import java.util.ArrayList;
import java.util.List;

/**
 * multi: all parts or none, one zxid, one time. Source: spec semantics section 6, client-protocol
 * section 8.4, disk-format sections 5 and 7.
 */
final class MultiOperation {

    private MultiOperation() {}

    static Txn prepare(Request.Multi request, Preparing at, Preparer preparer)
            throws StorageException {
        List<Txn> parts = new ArrayList<>(request.parts().size());
        at.pending.beginMulti();
        boolean failed = false;
        for (Request.Write part : request.parts()) {
            if (failed) {
                parts.add(new Txn.Refused(ErrorCode.RUNTIME_INCONSISTENCY));
                continue;
            }
            Txn txn = preparer.prepare(part);
            if (txn instanceof Txn.Refused refused) {
                at.pending.rollbackMulti();
                if (refused.error() == ErrorCode.MARSHALLING_ERROR) {
                    return refused;
                }
                failed = true;
            }
            parts.add(txn);
        }
        if (!failed) {
            at.pending.commitMulti();
        }
        return new Txn.Multi(parts);
    }

    static Outcome apply(Txn.Multi txn, Applying at, Applier applier) throws StorageException {
        Apply all = new Apply(txn, at, applier);
        while (!all.isDone()) {
            all.part();
        }
        return all.outcome();
    }

    static LongApply begin(Txn.Multi txn, Applying at, Applier applier) {
        return new Apply(txn, at, applier);
    }

    /** A multi as far as it is applied. */
    private static final class Apply implements LongApply {
        private final Applying at;
        private final Applier applier;
        private final List<Txn> parts;
        private final int[] ops;
        private final List<Outcome> outcomes;
        private final boolean applies;
        private int error = ErrorCode.OK;

        Apply(Txn.Multi txn, Applying at, Applier applier) {
            this.at = at;
            this.applier = applier;
            this.parts = txn.parts();
            this.ops = new int[parts.size()];
            this.outcomes = new ArrayList<>(parts.size());
            boolean sound = true;
            for (int part = 0; part < ops.length; part++) {
                ops[part] = parts.get(part).type();
                sound &= !(parts.get(part) instanceof Txn.Refused);
            }
            this.applies = sound;
        }

        boolean isDone() {
            return outcomes.size() == ops.length;
        }

        void part() throws StorageException {
            Txn part = parts.get(outcomes.size());
            if (applies) {
                outcomes.add(applier.apply(part));
            } else {
                boolean refused = part instanceof Txn.Refused;
                int code = refused ? ((Txn.Refused) part).error() : error;
                outcomes.add(Applying.refuse(code));
                error = refused ? ErrorCode.RUNTIME_INCONSISTENCY : error;
            }
        }

        @Override
        public boolean step() throws StorageException {
            for (int parts = 0; parts < Applier.PARTS_AT_ONCE && !isDone(); parts++) {
                part();
            }
            if (isDone()) {
                at.quotas.settle();
            }
            return !isDone();
        }

        @Override
        public Outcome outcome() {
            return new Outcome.Multi(ops, outcomes);
        }
    }
}
