package io.quorate.consensus.multipaxos.history;

import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.feed.LearnerWords;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;

/** What a learner is told. Source: spec multi-paxos section 9. */
public class TermWords implements LearnerWords {

    @Override
    public int runMax() {
        return PaxosMessage.RUN_MAX;
    }

    @Override
    public PeerMessage proposal(LogEntry entry) {
        return new PaxosMessage.Accept(entry.zxid(), entry.txn(), null);
    }

    @Override
    public PeerMessage commit(long first, long last) {
        return new PaxosMessage.Commit(last);
    }

    @Override
    public PeerMessage activate(long zxid, ServerId designated) {
        return new PaxosMessage.Activate(zxid, designated);
    }

    @Override
    public PeerMessage inform(LogEntry entry, ServerId designated) {
        return new PaxosMessage.Inform(entry.zxid(), designated, entry.txn(), null);
    }

    @Override
    public PeerMessage epochStart(long epoch, long last, Membership announced) {
        return new PaxosMessage.EpochStart(epoch, last, announced);
    }

    @Override
    public PeerMessage serve() {
        return new PaxosMessage.Serve();
    }

    @Override
    public PeerMessage tree(long zxid) {
        return new PaxosMessage.Tree(zxid);
    }

    @Override
    public PeerMessage treeBytes(byte[] bytes) {
        return new PaxosMessage.TreeBytes(bytes);
    }

    @Override
    public PeerMessage treeEnd() {
        return new PaxosMessage.TreeEnd();
    }

    @Override
    public PeerMessage ping(LinkId link, long number, long lastNumber) {
        return new PaxosMessage.Beat(number, 0);
    }

    @Override
    public PeerMessage synced(long call) {
        return new PaxosMessage.Synced(call);
    }

    @Override
    public PeerMessage revalidated(long call, long sessionId, boolean valid) {
        return new PaxosMessage.Revalidated(call, sessionId, valid);
    }
}
