package io.quorate.tree;

import io.quorate.model.AclEntry;
import io.quorate.model.PathRules;
import io.quorate.model.Znode;
import io.quorate.storage.NodeRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node as it will be after all prepared transactions. Owned by {@link PendingTree}; operations
 * read it and change {@link #record} between {@link PendingTree#change} and {@link
 * PendingTree#changed}.
 */
final class PendingNode {

    /** {@link #zxid} of a node that no pending transaction has changed. */
    static final long UNCHANGED = -1;

    final Znode path;
    final NodeRecord record = new NodeRecord();

    /** Pending ACL; null while {@code record.aclId} holds. */
    @Nullable List<AclEntry> acl;

    boolean exists;

    /** Last pending transaction that changed the node. */
    long zxid = UNCHANGED;

    /** What the node adds to the predicted tree digest. */
    long contribution;

    /** True while the node is in the list of pending ephemerals of its session. */
    boolean listed;

    /** Whether the node enters the tree digest. */
    final boolean counts;

    /** While its stat is being changed: the digest of the stat before. */
    int statDigest;

    PendingNode(Znode path) {
        this.path = path;
        this.counts = !PathRules.isBelowZookeeper(path);
    }
}
