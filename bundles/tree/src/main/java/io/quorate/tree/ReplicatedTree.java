package io.quorate.tree;

import io.quorate.storage.StorageException;
import io.quorate.storage.TreeBatch;

/**
 * The replicated state machine over one tree: prepares, applies, reads. Owner thread.
 *
 * <p>Begin here. Typical life: {@link #load} once the tree is open, then per transaction {@code
 * preparer().prepare} (leader only) … {@code applier().apply}, {@code batch.seal}, {@code
 * digests().applied}, {@code preparer().applied}.
 */
public final class ReplicatedTree {

    private final QuotaUsage quotas;
    private final QuotaCounts counts;
    private final Preparer preparer;
    private final Applier applier;
    private final AclCheck acls;
    private final DigestHistory digests;
    private final TreeSettings settings;

    /**
     * @param tree the owner's batch; the same object for the life of the engine
     * @param rules schemes present right now
     * @param onDigestMismatch called for every digest that does not match
     */
    public ReplicatedTree(
            TreeBatch tree, TreeSettings settings, AclRules rules, Runnable onDigestMismatch) {
        this.settings = settings;
        this.quotas = new QuotaUsage(tree);
        this.counts = new QuotaCounts(quotas);
        this.acls = new AclCheck(rules, settings);
        this.preparer =
                new Preparer(
                        new Preparing(
                                tree, settings, acls, new QuotaLimits(tree, quotas, settings)));
        this.applier = new Applier(new Applying(tree, settings, quotas));
        this.digests = new DigestHistory(onDigestMismatch);
    }

    /**
     * The tree has been opened or replaced: everything prepared is forgotten, quotas are found and
     * counted again. May change the data of {@code zookeeper_stats} nodes, so the caller seals
     * (with the position the tree has) and publishes.
     */
    public void load() throws StorageException {
        preparer.reset();
        quotas.rebuild();
    }

    public Preparer preparer() {
        return preparer;
    }

    public Applier applier() {
        return applier;
    }

    public AclCheck acls() {
        return acls;
    }

    /** What quotas use, where it has to be counted elsewhere. */
    public QuotaCounts quotaCounts() {
        return counts;
    }

    public DigestHistory digests() {
        return digests;
    }

    /** Reads for one thread. */
    public Reads newReads() {
        return new Reads(acls, settings);
    }
}
