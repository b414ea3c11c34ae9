package io.quorate.tree;

import io.quorate.model.EphemeralOwner;
import io.quorate.model.Stat;
import io.quorate.storage.NodeRecord;

/**
 * The stored statistics of a node as clients see them. Source: spec semantics sections 2.2 and 2.3.
 */
final class StatView {

    private StatView() {}

    static Stat of(NodeRecord node, boolean extendedTypes) {
        return new Stat(
                node.czxid,
                node.mzxid,
                node.ctimeMillis,
                node.mtimeMillis,
                node.version,
                node.cversion * 2 - node.childCount,
                node.aversion,
                isEphemeral(node.ephemeralOwner, extendedTypes) ? node.ephemeralOwner : 0,
                Math.max(node.dataLength, 0),
                node.childCount,
                node.pzxid);
    }

    /** True for a node that goes with its session. */
    static boolean isEphemeral(long owner, boolean extendedTypes) {
        return owner != 0
                && EphemeralOwner.kind(owner, extendedTypes) == EphemeralOwner.Kind.EPHEMERAL;
    }
}
