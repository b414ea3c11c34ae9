package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusFactory;
import io.quorate.consensus.zab.state.ZabSettings;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.Zxid;
import io.quorate.peer.PeerMessage;
import io.quorate.testkit.sim.ScenarioContract;
import io.quorate.testkit.sim.SimPlan;
import io.quorate.testkit.sim.invariant.Invariants;
import java.util.Set;

/**
 * Scripts of zab. A feature of its own: {@code turns}, one tree is sent at a time. Pings are not
 * shown.
 */
class ZabScenariosTest extends ScenarioContract {

    private static final ZabSettings ONE_TREE_AT_A_TIME = new ZabSettings(0, 1, -1, 0, 200);

    @Override
    protected ConsensusFactory consensus(Set<String> features) {
        return new ZabFactory(
                features.contains("turns") ? ONE_TREE_AT_A_TIME : ZabSettings.DEFAULTS);
    }

    @Override
    protected Invariants invariants(SimPlan plan) {
        return ZabInvariants.of(plan);
    }

    @Override
    protected String text(PeerMessage message) {
        return switch ((ZabMessage) message) {
            case ZabMessage.LearnerInfo it ->
                    (it.observer() ? "OBSERVERINFO " : "FOLLOWERINFO ") + zxid(it.zxid());
            case ZabMessage.LeaderInfo it -> "LEADERINFO " + zxid(it.zxid());
            case ZabMessage.AckEpoch it ->
                    "ACKEPOCH " + zxid(it.zxid()) + " current " + it.currentEpoch();
            case ZabMessage.Diff it -> "DIFF";
            case ZabMessage.Trunc it -> "TRUNC " + zxid(it.zxid());
            case ZabMessage.Snap it -> "SNAP " + zxid(it.zxid());
            case ZabMessage.SnapshotBytes it -> "...";
            case ZabMessage.SnapshotEnd it -> "snapshot end";
            case ZabMessage.NewLeader it -> "NEWLEADER " + zxid(it.zxid());
            case ZabMessage.UpToDate it -> "UPTODATE";
            case ZabMessage.Proposal it -> "PROPOSAL " + zxid(it.zxid());
            case ZabMessage.Ack it -> "ACK " + run(it.first(), it.zxid());
            case ZabMessage.Commit it -> "COMMIT " + run(it.first(), it.zxid());
            case ZabMessage.Inform it -> "INFORM " + zxid(it.zxid());
            case ZabMessage.CommitAndActivate it ->
                    "COMMITANDACTIVATE " + zxid(it.zxid()) + " leader " + it.designated();
            case ZabMessage.InformAndActivate it ->
                    "INFORMANDACTIVATE " + zxid(it.zxid()) + " leader " + it.designated();
            case ZabMessage.Ping it -> null;
            case ZabMessage.Request it -> "REQUEST op " + it.opcode();
            case ZabMessage.Synced it -> "SYNC";
            case ZabMessage.Revalidate it -> "REVALIDATE";
            case ZabMessage.Revalidated it -> "REVALIDATE " + it.valid();
        };
    }

    private static String zxid(long zxid) {
        return Zxid.epoch(zxid) + ":" + Zxid.counter(zxid);
    }

    private static String run(long first, long last) {
        return first == last ? zxid(first) : zxid(first) + " to " + zxid(last);
    }
}
