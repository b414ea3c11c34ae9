package io.quorate.tree;

import io.quorate.model.ErrorCode;
import io.quorate.model.Outcome;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.storage.StorageException;
import io.quorate.wire.TxnBytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * multi: all parts or none, one zxid, one time. Source: spec semantics section 6, client-protocol
 * section 8.4, disk-format sections 5 and 7.
 */
final class MultiOperation {

    /** Parts behind the one that is refused. */
    private static final Txn LEFT_OUT = new Txn.Refused(ErrorCode.RUNTIME_INCONSISTENCY);

    private MultiOperation() {}

    static LongPrepare.Work preparing(Request.Multi request, Preparing at, Preparer preparer) {
        return new Prepare(request, at, preparer);
    }

    /** A multi as far as it is prepared. */
    private static final class Prepare implements LongPrepare.Work {
        private final Preparing at;
        private final Preparer preparer;
        private final List<Request.Write> requests;
        private final List<Txn> parts;
        private long bytes = TxnBytes.ENVELOPE + TxnBytes.MULTI_HEAD;
        private boolean failed;

        /** What becomes of the multi as a whole if it is not its parts. */
        private @Nullable Txn refused;

        Prepare(Request.Multi request, Preparing at, Preparer preparer) {
            this.at = at;
            this.preparer = preparer;
            this.requests = request.parts();
            this.parts = new ArrayList<>(requests.size());
        }

        private boolean isDone() {
            return refused != null || parts.size() == requests.size();
        }

        private void part() throws StorageException {
            if (failed) {
                parts.add(LEFT_OUT);
                return;
            }
            Txn txn = preparer.prepare(requests.get(parts.size()));
            parts.add(txn);
            bytes += TxnBytes.PART_HEAD + TxnBytes.ofBody(txn);
            if (txn instanceof Txn.Refused refusal) {
                at.pending.rollback();
                failed = true;
                refused = refusal.error() == ErrorCode.MARSHALLING_ERROR ? refusal : null;
            } else if (bytes > at.settings.limits().txnBytes()) {
                // Judged part by part: what the parts would come to together may fit nowhere.
                at.pending.rollback();
                refused = Preparing.refuse(ErrorCode.MARSHALLING_ERROR);
            }
        }

        @Override
        public boolean step() throws StorageException {
            for (int done = 0; done < Applier.PARTS_PER_STEP && !isDone(); done++) {
                part();
            }
            return !isDone();
        }

        @Override
        public Txn txn() {
            return refused == null ? new Txn.Multi(parts) : refused;
        }
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
            for (int parts = 0; parts < Applier.PARTS_PER_STEP && !isDone(); parts++) {
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
