package io.quorate.replica.settings;

import io.quorate.replica.auth.AuthSettings;
import io.quorate.tree.TreeSettings;
import io.quorate.tree.TxnLimits;

/**
 * Settings of the replica, validated.
 *
 * @param serverId own id; standalone, 0
 * @param standalone whether there are no other servers
 * @param tree what the state machine does and refuses
 * @param sessions which sessions are given, and for how long
 * @param snapshots when the tree is written, and old files go
 * @param containers when nodes go that nobody needs
 * @param limits of transactions
 * @param auth whether clients must authenticate, and which schemes may make a super user
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

    private static final int TICK_MILLIS = 3000;
    private static final int FRAME_BYTES_MAX = 1_048_575;

    /** A server that is alone, as it is without any key of its own. */
    public static ReplicaSettings ofStandalone() {
        return of(0, true);
    }

    /** A member of an ensemble, as it is without any key of its own. */
    public static ReplicaSettings ofMember(long serverId) {
        return of(serverId, false);
    }

    private static ReplicaSettings of(long serverId, boolean standalone) {
        int recordBytesMax = 2 * FRAME_BYTES_MAX;
        return new ReplicaSettings(
                serverId,
                standalone,
                TreeSettings.DEFAULT.within(TxnLimits.of(FRAME_BYTES_MAX, recordBytesMax)),
                new SessionSettings(
                        TICK_MILLIS, 2 * TICK_MILLIS, 20 * TICK_MILLIS, SessionRules.DEFAULT),
                new SnapshotSettings(100_000, 4L << 30, 0),
                new ContainerSettings(60_000, 10_000, 0),
                new ProposalLimits(recordBytesMax, 20_000, 64L << 20),
                AuthSettings.DEFAULT);
    }

    /** {@code tickTime}. */
    public int tickMillis() {
        return sessions.tickMillis();
    }
}
