package io.quorate.tree;

import io.quorate.model.AclEntry;
import io.quorate.model.CreateFlags;
import io.quorate.model.EphemeralOwner;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.PathRules;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.Stat;
import io.quorate.model.Txn;
import io.quorate.model.WatchKinds;
import io.quorate.model.Znode;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * create, create2, createContainer, createTTL. Source: spec semantics sections 3 and 3.1,
 * client-protocol section 6.3, disk-format section 7.
 */
final class CreateOperation {

    private CreateOperation() {}

    static Txn prepare(Request.Create request, Preparing at) throws StorageException {
        int fault = shapeFault(request, at.settings);
        if (fault != ErrorCode.OK) {
            return Preparing.refuse(fault);
        }
        boolean mayCreate =
                CreateFlags.isEphemeral(request.flags())
                        ? at.sessionIsGlobal()
                        : at.sessionIsAlive();
        if (!mayCreate) {
            return Preparing.refuse(ErrorCode.SESSION_EXPIRED);
        }
        Znode path = request.path();
        if (path == null) {
            return Preparing.refuse(ErrorCode.MARSHALLING_ERROR);
        }
        if (!PathRules.hasSlashAndNoNul(path)) {
            return Preparing.refuse(ErrorCode.BAD_ARGUMENTS);
        }
        fault = at.acls.fault(request.acl(), at.who());
        if (fault != ErrorCode.OK) {
            return Preparing.refuse(fault);
        }
        PendingNode parent = at.pending.at(path.parent());
        if (!parent.exists) {
            return Preparing.noNode();
        }
        if (!at.may(Permission.CREATE, parent, path)) {
            return Preparing.refuse(ErrorCode.NO_AUTH);
        }
        if (CreateFlags.isSequential(request.flags())) {
            path = SequentialName.append(path, parent.record.cversion);
        }
        if (!PathRules.isValid(path)) {
            return Preparing.refuse(ErrorCode.BAD_ARGUMENTS);
        }
        PendingNode node = at.pending.at(path);
        if (node.exists) {
            return Preparing.refuse(ErrorCode.NODE_EXISTS);
        }
        if (StatView.isEphemeral(parent.record.ephemeralOwner, at.settings.extendedTypes())) {
            return Preparing.refuse(ErrorCode.NO_CHILDREN_FOR_EPHEMERALS);
        }
        if (at.quotas.refusesCreate(path, length(request.data()), at.timeMillis())) {
            return Preparing.refuse(ErrorCode.QUOTA_EXCEEDED);
        }
        return accept(request, node, parent, at);
    }

    static Outcome apply(Txn.Create txn, Applying at) throws StorageException {
        Znode path = txn.path();
        Znode parentPath = path.parent();
        NodeRecord parent = at.parent;
        NodeRecord node = at.node;
        if (!at.tree.get(parentPath, parent)) {
            return Applying.refuse(ErrorCode.NO_NODE);
        }
        int cversion = txn.parentCversion() == -1 ? parent.cversion + 1 : txn.parentCversion();
        boolean raises = cversion - parent.cversion > 0; // a difference, as the counter wraps
        if (at.tree.get(path, node)) {
            return applyToExisting(
                    txn, parentPath, raises ? cversion : parent.cversion, raises, at);
        }
        if (raises) {
            at.tree.counters(parentPath, cversion, at.zxid());
        }
        node.created(at.zxid(), at.timeMillis(), owner(txn, at.sessionId()));
        node.data(txn.data());
        node.childCount = 0;
        node.aclId = at.aclId(txn.acl());
        at.tree.put(path, node);
        Stat stat =
                txn.type() == OpCode.CREATE ? null : StatView.of(node, at.settings.extendedTypes());
        at.changes.changed(WatchKinds.NODE_CREATED, path, node.aclId);
        at.changes.changed(WatchKinds.NODE_CHILDREN_CHANGED, parentPath, parent.aclId);
        at.quotas.created(path, length(txn.data()));
        return new Outcome.Created(txn.type(), path, stat);
    }

    /**
     * Replay over a tree that is ahead: the ACL and, for type 1, the counters are set again.
     * Source: spec disk-format sections 7 and 9 (F2, F3).
     */
    private static Outcome applyToExisting(
            Txn.Create txn, Znode parentPath, int cversion, boolean raises, Applying at)
            throws StorageException {
        if (raises && txn.type() == OpCode.CREATE) {
            at.tree.counters(parentPath, cversion, at.zxid());
        }
        int aclId = at.aclId(txn.acl());
        if (aclId != at.node.aclId) {
            at.node.aclId = aclId;
            at.tree.put(txn.path(), at.node);
        }
        return Applying.refuse(ErrorCode.NODE_EXISTS);
    }

    private static int shapeFault(Request.Create request, TreeSettings settings) {
        int flags = request.flags();
        if (!CreateFlags.isKnown(flags)) {
            return ErrorCode.BAD_ARGUMENTS;
        }
        boolean ttlOperation = request.op() == OpCode.CREATE_TTL;
        if (!CreateFlags.isTtl(flags)) {
            return ttlOperation ? ErrorCode.BAD_ARGUMENTS : ErrorCode.OK;
        }
        if (!settings.extendedTypes()) {
            return ErrorCode.UNIMPLEMENTED;
        }
        long ttl = request.ttlMillis();
        return ttlOperation && ttl > 0 && ttl <= EphemeralOwner.TTL_MILLIS_MAX
                ? ErrorCode.OK
                : ErrorCode.BAD_ARGUMENTS;
    }

    @SuppressWarnings("NullAway") // the ACL is there: it has no fault
    private static Txn accept(
            Request.Create request, PendingNode node, PendingNode parent, Preparing at) {
        List<AclEntry> acl = at.acls.stored(request.acl(), at.who());
        if (acl == null) {
            return Preparing.refuse(ErrorCode.INVALID_ACL);
        }
        boolean ephemeral =
                CreateFlags.isEphemeral(request.flags()) && request.op() != OpCode.CREATE_CONTAINER;
        int parentCversion = parent.record.cversion + 1;
        long ttl = request.op() == OpCode.CREATE_TTL ? request.ttlMillis() : -1;
        Txn.Create txn =
                new Txn.Create(
                        request.op(),
                        node.path,
                        request.data(),
                        acl,
                        ephemeral,
                        parentCversion,
                        ttl);
        at.pending.change(node);
        node.record.created(at.zxid(), at.timeMillis(), owner(txn, at.sessionId()));
        node.record.data(request.data());
        node.record.aclId = NodeRecord.OPEN_ACL;
        node.acl = acl == AclEntry.OPEN ? null : acl;
        at.pending.create(parent, parentCversion, node);
        return txn;
    }

    /**
     * The stored owner: what decides is the type of the transaction, not the flags of the request.
     */
    private static long owner(Txn.Create txn, long sessionId) {
        return switch (txn.type()) {
            case OpCode.CREATE_CONTAINER -> EphemeralOwner.CONTAINER;
            case OpCode.CREATE_TTL -> EphemeralOwner.ttl(txn.ttlMillis());
            case OpCode.CREATE, OpCode.CREATE2 -> txn.ephemeral() ? sessionId : 0;
            default -> throw new IllegalArgumentException("create of type " + txn.type());
        };
    }

    private static int length(byte @Nullable [] data) {
        return data == null ? 0 : data.length;
    }
}
