package io.quorate.tools.verify;

import io.quorate.model.AclEntry;
import io.quorate.model.Znode;
import io.quorate.storage.NodeDigest;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.kit.snapshot.SnapshotSink;
import java.util.List;

/** Adds a snapshot up as it streams by, so that one of any size can be checked. One thread. */
final class SnapshotFigures implements SnapshotSink {

    private long nodes;
    private long sessions;
    private long bytes;
    private long digest;

    @Override
    public void session(long sessionId, int timeoutMillis) {
        sessions++;
    }

    @Override
    public void acl(int aclId, List<AclEntry> entries) {
        // Neither shown nor part of the digest.
    }

    @Override
    public void node(byte[] path, int from, int to, NodeRecord node) {
        nodes++;
        bytes += to - from + Math.max(0, node.dataLength);
        digest += NodeDigest.contribution(Znode.copyOf(path, from, to - from), node);
    }

    long nodes() {
        return nodes;
    }

    long sessions() {
        return sessions;
    }

    /** Of paths and data. */
    long bytes() {
        return bytes;
    }

    /** The tree's, as far as nothing was changed while the snapshot was written. */
    long digest() {
        return digest;
    }
}
