package io.quorate.consensus.zab.feed;

import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.feed.LearnerWords;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import org.jspecify.annotations.Nullable;

/**
 * What a learner is told. Answers have no numbers: they come in the order of the questions. Source:
 * spec quorum-protocol section 9.
 */
final class ZabLearnerWords implements LearnerWords {

    @Override
    public int runMax() {
        return ZabMessage.RUN_MAX;
    }

    @Override
    public PeerMessage proposal(LogEntry entry) {
        return new ZabMessage.Proposal(entry.zxid(), entry.txn(), null);
    }

    @Override
    public PeerMessage commit(long first, long last) {
        return new ZabMessage.Commit(first, last);
    }

    @Override
    public PeerMessage activate(long zxid, ServerId designated) {
        return new ZabMessage.CommitAndActivate(zxid, designated);
    }

    @Override
    public PeerMessage inform(LogEntry entry, @Nullable ServerId designated) {
        return designated == null
                ? new ZabMessage.Inform(entry.zxid(), entry.txn(), null)
                : new ZabMessage.InformAndActivate(entry.zxid(), designated, entry.txn(), null);
    }

    @Override
    public PeerMessage epochStart(long epoch, long last, @Nullable Membership announced) {
        return new ZabMessage.NewLeader(Zxid.of(epoch, 0), announced);
    }

    @Override
    public PeerMessage serve() {
        return new ZabMessage.UpToDate();
    }

    @Override
    public PeerMessage tree(long zxid) {
        return new ZabMessage.Snap(zxid);
    }

    @Override
    public PeerMessage treeBytes(byte[] bytes) {
        return new ZabMessage.SnapshotBytes(bytes);
    }

    @Override
    public PeerMessage treeEnd() {
        return new ZabMessage.SnapshotEnd();
    }

    @Override
    public PeerMessage ping(LinkId link, long number, long lastNumber) {
        return new ZabMessage.Ping(lastNumber, null);
    }

    @Override
    public PeerMessage synced(long call) {
        return new ZabMessage.Synced();
    }

    @Override
    public PeerMessage revalidated(long call, long sessionId, boolean valid) {
        return new ZabMessage.Revalidated(sessionId, valid);
    }
}
