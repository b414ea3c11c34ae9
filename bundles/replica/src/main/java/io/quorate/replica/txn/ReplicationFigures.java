package io.quorate.replica.txn;

import io.quorate.consensus.ConsensusAction;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.runtime.Clock;
import io.quorate.runtime.Counter;
import io.quorate.runtime.Summary;
import java.util.List;

/**
 * How long transactions take from the leader to this server's tree, and how long there is no leader
 * to serve them. Loop thread only. Times of transactions are those the leader gave them: between
 * machines they are as exact as their clocks. Source: spec semantics section 13.4.
 */
public final class ReplicationFigures {

    /** Where the time stands in an encoded transaction: behind session, cxid and zxid. */
    private static final int TIME_OFFSET = 20;

    private final Clock clock;
    private final Summary propagation = new Summary("propagation_latency", true);
    private final Summary quorumAck = new Summary("quorum_ack_latency", true);
    private final Summary proposal = new Summary("proposal_latency", true);
    private final Summary unavailable = new Summary("unavailable_time", false);
    private final Summary leaderUnavailable = new Summary("leader_unavailable_time", false);
    private final Summary followerSync = new Summary("follower_sync_time", false);
    private final Summary observerSync = new Summary("observer_sync_time", false);
    private final Counter proposalsReceived = new Counter("learner_proposal_received_count");
    private final Counter commitsReceived = new Counter("learner_commit_received_count");
    private Role role = Role.LOOKING;
    private boolean serving;
    private long notServingMillis;
    private long roleMillis;
    private long commitWallMillis;

    public ReplicationFigures(Clock clock) {
        this.clock = clock;
        this.notServingMillis = clock.nowMillis();
        this.roleMillis = notServingMillis;
    }

    public List<Counter> counters() {
        return List.of(proposalsReceived, commitsReceived);
    }

    public List<Summary> summaries() {
        return List.of(
                propagation,
                quorumAck,
                proposal,
                unavailable,
                leaderUnavailable,
                followerSync,
                observerSync);
    }

    /** A transaction is logged here, but not decided yet. */
    public void appended(byte[] txn) {
        if (role == Role.FOLLOWING && serving) {
            proposalsReceived.add(1);
            proposal.add(clock.wallMillis() - time(txn));
        }
    }

    /** What follows until the next call is committed now. */
    void committing() {
        commitWallMillis = clock.wallMillis();
    }

    /** A transaction of this time has been applied. */
    public void applied(long timeMillis) {
        if (!serving) {
            return;
        }
        long latencyMillis = commitWallMillis - timeMillis;
        propagation.add(latencyMillis);
        if (role == Role.LEADING) {
            quorumAck.add(latencyMillis);
        } else {
            commitsReceived.add(1);
        }
    }

    public void roleChanged(ConsensusAction.RoleChanged change) {
        long now = clock.nowMillis();
        boolean serves = change.phase() == Phase.SERVING;
        if (change.role() != role) {
            role = change.role();
            roleMillis = now;
        }
        if (serves && !serving) {
            served(now);
        } else if (!serves && serving) {
            notServingMillis = now;
        }
        serving = serves;
    }

    private void served(long now) {
        unavailable.add(now - notServingMillis);
        switch (role) {
            case LEADING -> leaderUnavailable.add(now - notServingMillis);
            case FOLLOWING -> followerSync.add(now - roleMillis);
            case OBSERVING -> observerSync.add(now - roleMillis);
            case LOOKING -> {
                // nobody serves while looking
            }
        }
    }

    private static long time(byte[] txn) {
        long time = 0;
        for (int at = TIME_OFFSET; at < TIME_OFFSET + Long.BYTES && at < txn.length; at++) {
            time = time << Byte.SIZE | txn[at] & 0xff;
        }
        return time;
    }
}
