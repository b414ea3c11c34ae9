package io.quorate.tree;

import io.quorate.model.AclEntry;
import io.quorate.model.ErrorCode;
import io.quorate.model.Outcome;
import io.quorate.model.PathRules;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.model.Znode;
import io.quorate.storage.StorageException;
import java.util.List;

/** setACL. No watch hears of it. Source: spec semantics section 3, disk-format section 7. */
final class SetAclOperation {

    private SetAclOperation() {}

    @SuppressWarnings("NullAway") // the ACL is there: it has no fault
    static Txn prepare(Request.SetAcl request, Preparing at) throws StorageException {
        if (!at.sessionIsAlive()) {
            return Preparing.refuse(ErrorCode.SESSION_EXPIRED);
        }
        Znode path = request.path();
        if (path == null || !PathRules.isValid(path)) {
            return Preparing.refuse(ErrorCode.BAD_ARGUMENTS);
        }
        int fault = at.acls.fault(request.acl(), at.who());
        if (fault != ErrorCode.OK) {
            return Preparing.refuse(fault);
        }
        PendingNode node = at.pending.at(path);
        if (!node.exists) {
            return Preparing.noNode();
        }
        if (!at.may(Permission.ADMIN, node, path)) {
            return Preparing.refuse(ErrorCode.NO_AUTH);
        }
        if (!Preparing.accepts(request.version(), node.record.aversion)) {
            return Preparing.refuse(ErrorCode.BAD_VERSION);
        }
        List<AclEntry> acl = at.acls.stored(request.acl(), at.who());
        if (acl == null) {
            return Preparing.refuse(ErrorCode.INVALID_ACL);
        }
        int version = node.record.aversion + 1;
        at.pending.changeStat(node);
        node.record.aversion = version;
        node.acl = acl;
        at.pending.changedStat(node);
        return new Txn.SetAcl(path, acl, version);
    }

    static Outcome apply(Txn.SetAcl txn, Applying at) throws StorageException {
        if (!at.tree.get(txn.path(), at.node)) {
            return Applying.refuse(ErrorCode.NO_NODE);
        }
        at.node.aversion = txn.version();
        at.node.aclId = at.aclId(txn.acl());
        at.tree.put(txn.path(), at.node);
        return new Outcome.Stats(StatView.of(at.node, at.settings.extendedTypes()));
    }
}
