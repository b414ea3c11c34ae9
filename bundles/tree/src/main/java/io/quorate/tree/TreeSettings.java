package io.quorate.tree;

/**
 * The settings of the tree. Source: spec semantics section 18, disk-format section 15.
 *
 * @param extendedTypes {@code extendedTypesEnabled}: nodes with a time to live exist
 * @param enforceQuota {@code enforceQuota}: limits are checked when a request is prepared
 * @param skipAcl {@code skipACL=yes}: everything is allowed
 * @param digests {@code digest.enabled}: transactions carry the digest of the tree after them
 * @param closeSessionPaths {@code closeSessionTxn.enabled}: a closeSession transaction carries the
 *     ephemerals it removes
 * @param reconfig {@code reconfigEnabled}: reconfig is not refused at once
 * @param standalone {@code standaloneEnabled}: a reconfig may not leave a single voter
 * @param manyAddresses {@code multiAddress.enabled}: a reconfig may bring servers with several
 *     addresses
 * @param limits how large transactions may become; follows from {@code jute.maxbuffer}
 */
public record TreeSettings(
        boolean extendedTypes,
        boolean enforceQuota,
        boolean skipAcl,
        boolean digests,
        boolean closeSessionPaths,
        boolean reconfig,
        boolean standalone,
        boolean manyAddresses,
        TxnLimits limits) {

    /** With the limits of a server without any setting. */
    public TreeSettings(
            boolean extendedTypes,
            boolean enforceQuota,
            boolean skipAcl,
            boolean digests,
            boolean closeSessionPaths,
            boolean reconfig,
            boolean standalone,
            boolean manyAddresses) {
        this(
                extendedTypes,
                enforceQuota,
                skipAcl,
                digests,
                closeSessionPaths,
                reconfig,
                standalone,
                manyAddresses,
                TxnLimits.DEFAULT);
    }

    /** With what has a say in ensembles alone at its default. */
    public TreeSettings(
            boolean extendedTypes,
            boolean enforceQuota,
            boolean skipAcl,
            boolean digests,
            boolean closeSessionPaths,
            boolean reconfig) {
        this(
                extendedTypes,
                enforceQuota,
                skipAcl,
                digests,
                closeSessionPaths,
                reconfig,
                true,
                false);
    }

    /** The same under other limits. */
    public TreeSettings within(TxnLimits others) {
        return new TreeSettings(
                extendedTypes,
                enforceQuota,
                skipAcl,
                digests,
                closeSessionPaths,
                reconfig,
                standalone,
                manyAddresses,
                others);
    }

    /** What a server without any setting does. */
    public static final TreeSettings DEFAULT =
            new TreeSettings(false, false, false, true, true, false);
}
