package io.quorate.tree;

import io.quorate.model.AclEntry;
import io.quorate.model.EnsembleView;
import io.quorate.model.ErrorCode;
import io.quorate.model.Identity;
import io.quorate.model.Txn;
import io.quorate.model.Znode;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;
import java.util.List;

/**
 * What the operations see while one request is prepared: the client that asks, the pending tree,
 * the checks. Owner thread; one object for all requests.
 */
final class Preparing {

    final PendingTree pending;
    final AclCheck acls;
    final QuotaLimits quotas;
    final TreeSettings settings;
    private final TreeBatch tree;

    @SuppressWarnings("NullAway.Init") // given by begin
    private PrepareContext context;

    Preparing(TreeBatch tree, TreeSettings settings, AclCheck acls, QuotaLimits quotas) {
        this.tree = tree;
        this.settings = settings;
        this.acls = acls;
        this.quotas = quotas;
        this.pending = new PendingTree(tree, settings);
    }

    void begin(PrepareContext context) {
        this.context = context;
        pending.begin(context.zxid());
    }

    long sessionId() {
        return context.sessionId();
    }

    long zxid() {
        return context.zxid();
    }

    long timeMillis() {
        return context.timeMillis();
    }

    List<Identity> who() {
        return context.identities();
    }

    /** Null for a standalone server. */
    EnsembleView ensemble() {
        return context.ensemble();
    }

    /** Whether the session of the request may still change anything. */
    boolean sessionIsAlive() throws StorageException {
        return sessionIsGlobal() || context.mayBeLocal() && !pending.isClosing(context.sessionId());
    }

    /** Whether it may own ephemeral nodes as well. */
    boolean sessionIsGlobal() throws StorageException {
        return pending.isAlive(context.sessionId());
    }

    /**
     * Whether the client that asks has {@code permission} on {@code node}, by its ACL.
     *
     * @param path the request names: that of the node, or of the child that is to come or go
     */
    boolean may(int permission, PendingNode node, Znode path) throws StorageException {
        List<AclEntry> changed = node.acl;
        return changed == null
                ? acls.allows(tree, node.record.aclId, path, permission, context.identities())
                : acls.allows(changed, path, permission, context.identities());
    }

    /**
     * Whether a version argument accepts the current version. Source: spec semantics section 2.4.
     */
    static boolean accepts(int expected, int current) {
        return expected == -1 || expected == current;
    }

    static Txn refuse(int error) {
        return new Txn.Refused(error);
    }

    static Txn noNode() {
        return refuse(ErrorCode.NO_NODE);
    }
}
