package io.quorate.tree;

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
import org.jspecify.annotations.Nullable;

/**
 * setData, and the change of the configuration node by reconfig. Source: spec semantics section 3,
 * disk-format section 7.
 */
final class SetDataOperation {

    private SetDataOperation() {}

    static Txn prepare(Request.SetData request, Preparing at) throws StorageException {
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
        if (!at.may(Permission.WRITE, node, path)) {
            return Preparing.refuse(ErrorCode.NO_AUTH);
        }
        byte[] data = request.data();
        int growth = (data == null ? 0 : data.length) - Math.max(node.record.dataLength, 0);
        if (at.quotas.refusesSetData(path, growth, at.timeMillis())) {
            return Preparing.refuse(ErrorCode.QUOTA_EXCEEDED);
        }
        if (!Preparing.accepts(request.version(), node.record.version)) {
            return Preparing.refuse(ErrorCode.BAD_VERSION);
        }
        int version = node.record.version + 1;
        at.pending.change(node);
        set(node.record, data, version, at.zxid(), at.timeMillis());
        at.pending.changed(node);
        return new Txn.SetData(OpCode.SET_DATA, path, data, version);
    }

    static Outcome apply(Txn.SetData txn, Applying at) throws StorageException {
        NodeRecord node = at.node;
        if (!at.tree.get(txn.path(), node)) {
            return Applying.refuse(ErrorCode.NO_NODE);
        }
        byte[] data = txn.data();
        int growth = (data == null ? 0 : data.length) - Math.max(node.dataLength, 0);
        set(node, data, txn.version(), at.zxid(), at.timeMillis());
        at.tree.put(txn.path(), node);
        Stat stat = StatView.of(node, at.settings.extendedTypes());
        at.changes.changed(WatchKinds.NODE_DATA_CHANGED, txn.path(), node.aclId);
        at.quotas.resized(txn.path(), growth);
        return txn.type() == OpCode.RECONFIG
                ? new Outcome.Data(data, 0, data == null ? -1 : data.length, stat)
                : new Outcome.Stats(stat);
    }

    private static void set(
            NodeRecord node, byte @Nullable [] data, int version, long zxid, long timeMillis) {
        node.data(data);
        node.version = version;
        node.mzxid = zxid;
        node.mtimeMillis = timeMillis;
    }
}
