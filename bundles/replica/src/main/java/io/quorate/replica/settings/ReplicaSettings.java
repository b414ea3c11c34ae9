package io.quorate.replica.settings;

import io.quorate.replica.auth.AuthSettings;
import io.quorate.tree.TreeSettings;

/**
 * What the replica is told, validated.
 *
 * @param serverId own id; standalone, 0
 * @param standalone whether there are no other servers
 * @param tree what the state machine does and refuses
 * @param sessions which sessions are given, and for how long
 * @param snapshots when the tree is written, and old files go
 * @param containers when nodes go that nobody needs
 * @param limits of transactions
 * @param auth who must authenticate, and who may be super user
 */
public record ReplicaSettings(
        long serverId,
        boolean standalone,
        TreeSettings tree,
        SessionSettings sessions,
        SnapshotSettings snapshots,
        ContainerSettings containers,
        ProposalLimits limits,
        AuthSettings auth) {

    /** {@code tickTime}. */
    public int tickMillis() {
        return sessions.tickMillis();
    }
}
