package io.quorate.testkit;

import io.quorate.model.AclEntry;
import io.quorate.model.Znode;
import io.quorate.storage.Install;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import io.quorate.wire.JuteWriter;
import java.util.Arrays;
import java.util.List;

/**
 * A whole tree as another server sends it: the body of a snapshot, written by hand so that it may
 * hold what no engine writes. Sessions, ACLs and nodes are given in any order, nodes parent before
 * child. One thread. Source: spec disk-format section 6.1.
 */
public final class SentTree {

    private static final int PIECE_BYTES = 100;

    private final JuteWriter sessions = new JuteWriter();
    private final JuteWriter acls = new JuteWriter();
    private final JuteWriter nodes = new JuteWriter();
    private int sessionCount;
    private int aclCount;

    public SentTree session(long sessionId, int timeoutMillis) {
        sessions.int64(sessionId).int32(timeoutMillis);
        sessionCount++;
        return this;
    }

    public SentTree acl(int aclId, List<AclEntry> entries) {
        acls.int64(aclId).acl(entries);
        aclCount++;
        return this;
    }

    /** The root is the empty path. */
    public SentTree node(String path, NodeRecord node) {
        nodes.path(Znode.of(path)).buffer(node.data, node.dataOffset, node.dataLength);
        nodes.int64(node.aclId).int64(node.czxid).int64(node.mzxid);
        nodes.int64(node.ctimeMillis).int64(node.mtimeMillis);
        nodes.int32(node.version).int32(node.cversion).int32(node.aversion);
        nodes.int64(node.ephemeralOwner).int64(node.pzxid);
        return this;
    }

    /** The body. */
    public byte[] bytes() {
        JuteWriter body = new JuteWriter();
        body.int32(sessionCount).raw(sessions.array(), 0, sessions.size());
        body.int32(aclCount).raw(acls.array(), 0, acls.size());
        body.raw(nodes.array(), 0, nodes.size()).path(Znode.ROOT);
        return body.toByteArray();
    }

    /** Hands the body to an install in small pieces. */
    public void into(Install install) throws StorageException {
        byte[] all = bytes();
        for (int at = 0; at < all.length; at += PIECE_BYTES) {
            int end = Math.min(all.length, at + PIECE_BYTES);
            install.body(Arrays.copyOfRange(all, at, end), end == all.length);
        }
    }
}
