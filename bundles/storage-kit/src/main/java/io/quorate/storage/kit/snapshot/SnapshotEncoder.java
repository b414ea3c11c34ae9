package io.quorate.storage.kit.snapshot;

import io.quorate.model.Znode;
import io.quorate.storage.AclCursor;
import io.quorate.storage.NodeCursor;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.SessionCursor;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeReader;
import io.quorate.wire.JuteWriter;
import org.jspecify.annotations.Nullable;

/**
 * Pulls the body of a snapshot (sessions, ACLs, nodes, terminator) out of a version of a tree,
 * piece by piece, for a file or for a learner. One thread. Source: spec disk-format section 6.1
 * (parts 2 to 5).
 */
public final class SnapshotEncoder {

    private final TreeReader version;
    private @Nullable NodeCursor nodes;
    private boolean done;

    /** Encoder of a version that is published or pinned. */
    public SnapshotEncoder(TreeReader version) {
        this.version = version;
    }

    /**
     * Appends to {@code into} until it holds at least {@code untilBytes} bytes or the body ends;
     * the last node may exceed that by its own length, and sessions and ACLs come in one piece.
     *
     * @return false when the body is complete
     */
    public boolean encode(JuteWriter into, int untilBytes) throws StorageException {
        if (nodes == null) {
            sessions(into);
            acls(into);
            nodes = version.scan();
        }
        while (!done && into.size() < untilBytes) {
            if (nodes.next()) {
                node(into, nodes.path(), nodes.node());
            } else {
                into.path(Znode.ROOT);
                done = true;
            }
        }
        return !done;
    }

    private void sessions(JuteWriter into) throws StorageException {
        int start = into.size();
        int count = 0;
        into.int32(0);
        for (SessionCursor each = version.sessions(); each.next(); count++) {
            into.int64(each.sessionId()).int32(each.timeoutMillis());
        }
        into.patchInt32(start, count);
    }

    private void acls(JuteWriter into) throws StorageException {
        int start = into.size();
        int count = 0;
        into.int32(0);
        for (AclCursor each = version.acls(); each.next(); count++) {
            into.int64(each.aclId()).acl(each.entries());
        }
        into.patchInt32(start, count);
    }

    /** One node: path, data, ACL id and 60 bytes of stat. */
    static void node(JuteWriter into, Znode path, NodeRecord node) {
        into.path(path).buffer(node.data, node.dataOffset, node.dataLength);
        into.int64(node.aclId)
                .int64(node.czxid)
                .int64(node.mzxid)
                .int64(node.ctimeMillis)
                .int64(node.mtimeMillis);
        into.int32(node.version)
                .int32(node.cversion)
                .int32(node.aversion)
                .int64(node.ephemeralOwner)
                .int64(node.pzxid);
    }
}
