package io.quorate.tree;

import io.quorate.model.EphemeralOwner;
import io.quorate.model.ErrorCode;
import io.quorate.model.OpCode;
import io.quorate.model.Outcome;
import io.quorate.model.PathRules;
import io.quorate.model.Permission;
import io.quorate.model.Request;
import io.quorate.model.SystemPaths;
import io.quorate.model.Txn;
import io.quorate.model.WatchKinds;
import io.quorate.model.Znode;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * delete, deleteContainer, and the removal of a node for whatever reason. Source: spec semantics
 * sections 3 and 5, disk-format section 7.
 */
final class DeleteOperation {

    private DeleteOperation() {}

    @SuppressWarnings("NullAway") // pathFault refuses null
    static Txn prepare(Request.Delete request, Preparing at) throws StorageException {
        if (!at.sessionIsAlive()) {
            return Preparing.refuse(ErrorCode.SESSION_EXPIRED);
        }
        Znode path = request.path();
        int fault = pathFault(path);
        if (fault != ErrorCode.OK) {
            return Preparing.refuse(fault);
        }
        PendingNode parent = at.pending.at(path.parent());
        if (!parent.exists) {
            return Preparing.noNode();
        }
        if (!at.may(Permission.DELETE, parent, path)) {
            return Preparing.refuse(ErrorCode.NO_AUTH);
        }
        PendingNode node = at.pending.at(path);
        if (!node.exists) {
            return Preparing.noNode();
        }
        if (!Preparing.accepts(request.version(), node.record.version)) {
            return Preparing.refuse(ErrorCode.BAD_VERSION);
        }
        if (node.record.childCount > 0) {
            return Preparing.refuse(ErrorCode.NOT_EMPTY);
        }
        at.pending.remove(parent, node);
        return new Txn.Delete(OpCode.DELETE, path);
    }

    /**
     * The server's own: a container or a node with a time to live, without children. No session and
     * no ACL is asked. A plain node is another one than was found: somebody has put it there since.
     */
    static Txn prepare(Request.DeleteContainer request, Preparing at) throws StorageException {
        Znode path = request.path();
        int fault = pathFault(path);
        if (fault != ErrorCode.OK) {
            return Preparing.refuse(fault);
        }
        PendingNode node = at.pending.at(path);
        if (!node.exists) {
            return Preparing.noNode();
        }
        if (node.record.childCount > 0) {
            return Preparing.refuse(ErrorCode.NOT_EMPTY);
        }
        EphemeralOwner.Kind kind =
                EphemeralOwner.kind(node.record.ephemeralOwner, at.settings.extendedTypes());
        if (kind != EphemeralOwner.Kind.CONTAINER && kind != EphemeralOwner.Kind.TTL) {
            return Preparing.refuse(ErrorCode.BAD_VERSION);
        }
        at.pending.remove(at.pending.at(path.parent()), node);
        return new Txn.Delete(OpCode.DELETE_CONTAINER, path);
    }

    static Outcome apply(Txn.Delete txn, Applying at) throws StorageException {
        return remove(txn.path(), at) ? Outcome.DONE : Applying.refuse(ErrorCode.NO_NODE);
    }

    /**
     * Removes the node; false if it or its parent is missing (the parent's pzxid is raised
     * nevertheless, F4).
     */
    static boolean remove(Znode path, Applying at) throws StorageException {
        Znode parentPath = path.parent();
        if (!at.tree.get(parentPath, at.parent)) {
            return false;
        }
        if (at.zxid() > at.parent.pzxid) {
            at.tree.counters(parentPath, at.parent.cversion, at.zxid());
        }
        if (!at.tree.get(path, at.node)) {
            return false;
        }
        if (at.node.childCount > 0) {
            removeBelow(path, at);
        }
        int dataLength = Math.max(at.node.dataLength, 0);
        at.changes.changed(WatchKinds.NODE_DELETED, path, at.node.aclId);
        at.tree.remove(path);
        at.changes.changed(WatchKinds.NODE_CHILDREN_CHANGED, parentPath, at.parent.aclId);
        at.quotas.removed(path, dataLength);
        return true;
    }

    /**
     * Replay over a tree that is ahead: the node in the tree is a later one of that name, its
     * children too; the transactions that create them are still to come.
     */
    private static void removeBelow(Znode top, Applying at) throws StorageException {
        List<Znode> below = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        NodeCursor nodes = at.tree.scan(top);
        while (nodes.next()) {
            below.add(nodes.path());
            lengths.add(Math.max(nodes.node().dataLength, 0));
        }
        for (int last = below.size() - 1; last > 0; last--) {
            at.tree.remove(below.get(last));
            at.quotas.removed(below.get(last), lengths.get(last));
        }
    }

    private static int pathFault(@Nullable Znode path) {
        if (path == null) {
            return ErrorCode.MARSHALLING_ERROR;
        }
        return PathRules.hasSlashAndNoNul(path) && !SystemPaths.isReserved(path)
                ? ErrorCode.OK
                : ErrorCode.BAD_ARGUMENTS;
    }
}
