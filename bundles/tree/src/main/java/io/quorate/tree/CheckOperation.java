package io.quorate.tree;

import io.quorate.model.ErrorCode;
import io.quorate.model.PathRules;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.Txn;
import io.quorate.model.Znode;
import io.quorate.storage.StorageException;

/** check, only inside a multi; applying it does nothing. Source: spec semantics section 3. */
final class CheckOperation {

    private CheckOperation() {}

    static Txn prepare(Request.Check request, Preparing at) throws StorageException {
        if (!at.sessionIsAlive()) {
            return Preparing.refuse(ErrorCode.SESSION_EXPIRED);
        }
        Znode path = request.path();
        if (path == null || !PathRules.isValid(path)) {
            return Preparing.refuse(ErrorCode.BAD_ARGUMENTS);
        }
        PendingNode node = at.pending.at(path);
        if (!node.exists) {
            return Preparing.noNode();
        }
        if (!at.may(Permission.READ, node, path)) {
            return Preparing.refuse(ErrorCode.NO_AUTH);
        }
        if (!Preparing.accepts(request.version(), node.record.version)) {
            return Preparing.refuse(ErrorCode.BAD_VERSION);
        }
        return new Txn.Check(path, node.record.version + 1);
    }
}
