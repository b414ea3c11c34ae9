package io.quorate.tree;

import io.quorate.model.ErrorCode;
import io.quorate.model.LoggedTxn;
import io.quorate.model.OpCode;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.model.TxnHeader;
import io.quorate.storage.StorageException;
import io.quorate.wire.TxnBytes;

/**
 * Leader side: turns requests into transactions, judged against the applied tree plus everything
 * prepared before. Owner thread.
 *
 * <p>Every request becomes a transaction: a refused one becomes {@link Txn.Refused} (or a {@link
 * Txn.Multi} with refused parts) and takes its zxid like any other. The owner calls {@link
 * #applied} with what has been applied, in order, and {@link #reset} when what was prepared will
 * not come (change of role, a new tree).
 *
 * <p>Source: spec semantics sections 3 to 7 and 10.4.
 */
public final class Preparer {

    private static final int DIGEST_VERSION = 2;

    /** Package-private for tests. */
    final Preparing at;

    Preparer(Preparing at) {
        this.at = at;
    }

    /**
     * Prepares one request.
     *
     * <p>What would be larger than a transaction may be is refused with MARSHALLING_ERROR, an ACL
     * with INVALID_ACL; closing a session never is, it goes without the list of what it removes.
     * After an exception everything is as it was before.
     *
     * <p>The byte arrays of the request go into the transaction and are kept until it has been
     * applied; they must not change.
     *
     * @return the transaction with its header and, where ZooKeeper has one (not for plain errors),
     *     the digest the tree will have after it
     * @throws StorageException the tree cannot be read: fatal
     */
    public LoggedTxn prepare(PrepareContext context, Request.Write request)
            throws StorageException {
        at.begin(context);
        try {
            return finished(context, prepare(request));
        } catch (RuntimeException failure) {
            at.pending.rollback();
            throw failure;
        }
    }

    /**
     * Whether a request has so many parts, or ends a session with so many ephemeral nodes, that it
     * is better prepared by {@link #begin}.
     */
    public boolean isLong(PrepareContext context, Request.Write request) throws StorageException {
        // No pattern switch: it would be spun on the way to the first answer of a fresh server.
        return request instanceof Request.Multi multi
                ? multi.parts().size() > Applier.PARTS_AT_ONCE
                : request instanceof Request.CloseSession
                        && at.pending.ownsMoreThan(Applier.PARTS_AT_ONCE, context.sessionId());
    }

    /**
     * A request that {@link #isLong is long}, to be prepared bit by bit. From its first step on
     * nothing else is prepared and nothing is applied before it is done.
     */
    public LongPrepare begin(PrepareContext context, Request.Write request) {
        return new LongPrepare(this, context, request);
    }

    LongPrepare.Work work(PrepareContext context, Request.Write request) throws StorageException {
        at.begin(context);
        return switch (request) {
            case Request.Multi multi -> MultiOperation.preparing(multi, at, this);
            case Request.CloseSession close -> SessionOperation.preparingClose(at);
            default -> throw new IllegalArgumentException("not long: " + request);
        };
    }

    /** The transaction of the request with its header, or a refusal if it is too large. */
    LoggedTxn finished(PrepareContext context, Txn made) {
        Txn txn = made;
        boolean listless = false;
        if (TxnBytes.ofEntry(txn) > at.settings.limits().txnBytes()) {
            listless = txn instanceof Txn.CloseSession;
            txn = listless ? new Txn.CloseSession(null) : tooLarge();
        }
        TxnHeader header =
                new TxnHeader(
                        context.sessionId(),
                        context.cxid(),
                        context.zxid(),
                        context.timeMillis(),
                        txn.type());
        // Where the list would be, a digest could be taken for one.
        boolean hasDigest = at.settings.digests() && txn.type() != OpCode.ERROR && !listless;
        return new LoggedTxn(
                header, txn, hasDigest, DIGEST_VERSION, hasDigest ? at.pending.digest() : 0);
    }

    private Txn tooLarge() {
        at.pending.rollback();
        return Preparing.refuse(ErrorCode.MARSHALLING_ERROR);
    }

    /**
     * The transaction {@code zxid} will not be proposed: everything is as it was before it was
     * prepared. Nothing happens if it is not the one prepared last.
     */
    public void undo(long zxid) {
        if (at.pending.zxid() == zxid) {
            at.pending.rollback();
        }
    }

    /**
     * An error transaction for a request that never came to be prepared (throttled, malformed multi
     * …) but takes a zxid.
     */
    public LoggedTxn refuse(PrepareContext context, int error) {
        TxnHeader header =
                new TxnHeader(
                        context.sessionId(),
                        context.cxid(),
                        context.zxid(),
                        context.timeMillis(),
                        OpCode.ERROR);
        return new LoggedTxn(header, new Txn.Refused(error), false, DIGEST_VERSION, 0);
    }

    /**
     * From now on requests of the session are refused with SESSIONEXPIRED; a closeSession request
     * is on its way. Ends when that has been applied.
     */
    public void closing(long sessionId) {
        at.pending.closing(sessionId);
    }

    /**
     * The transaction with this header is in the tree now. Called for every one, in order, after
     * the applier.
     */
    public void applied(TxnHeader header) {
        at.pending.applied(header.zxid());
        if (header.type() == OpCode.CREATE_SESSION) {
            at.pending.opened(header.sessionId());
        } else if (header.type() == OpCode.CLOSE_SESSION) {
            at.pending.closed(header.sessionId());
        }
    }

    /** Forgets everything prepared and the sessions being closed. */
    public void reset() {
        at.pending.reset();
    }

    Txn prepare(Request.Write request) throws StorageException {
        return switch (request) {
            case Request.SetData setData -> SetDataOperation.prepare(setData, at);
            case Request.Create create -> CreateOperation.prepare(create, at);
            case Request.Delete delete -> DeleteOperation.prepare(delete, at);
            case Request.Multi multi -> MultiOperation.preparing(multi, at, this).whole();
            case Request.Check check -> CheckOperation.prepare(check, at);
            case Request.SetAcl setAcl -> SetAclOperation.prepare(setAcl, at);
            case Request.CreateSession open -> SessionOperation.prepareCreate(open, at);
            case Request.CloseSession close -> SessionOperation.preparingClose(at).whole();
            case Request.DeleteContainer expired -> DeleteOperation.prepare(expired, at);
            case Request.Reconfig reconfig -> ReconfigOperation.prepare(reconfig, at);
        };
    }
}
