package io.quorate.consensus.multipaxos.learner;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.leader.Refusals;
import io.quorate.consensus.kit.learner.FollowerLog;
import io.quorate.consensus.kit.learner.LeaderDialer;
import io.quorate.consensus.kit.learner.LearnerSync;
import io.quorate.consensus.kit.learner.LearnerTerm;
import io.quorate.consensus.kit.learner.ObserverMaster;
import io.quorate.consensus.kit.learner.Upstream;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.multipaxos.state.Acceptor;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.consensus.multipaxos.wire.PaxosPorts;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.function.Consumer;

/**
 * One stay with a leader, as acceptor or as an observer. Source: spec multi-paxos sections 4 to 8.
 */
public final class Learning extends LearnerTerm {

    private static final LeaderDialer.Ports PORTS =
            new LeaderDialer.Ports(PaxosPorts.QUORUM, PaxosPorts.OBSERVER);

    private final Acceptor acceptor;
    private final long clusterId;
    private final PaxosCalls calls;
    private final BeatAnswers beats;
    private PaxosSync sync;

    /** A stay that has not begun. */
    public Learning(Server server, ServerId leader, Acceptor acceptor, long clusterId) {
        super(
                server,
                leader,
                PORTS,
                new PaxosMessage.Preamble(
                        PaxosMessage.VERSION, clusterId, server.ensemble().self()),
                AcceptorWords.INSTANCE);
        this.acceptor = acceptor;
        this.clusterId = clusterId;
        calls = new PaxosCalls(server.out(), server.durableState());
        beats = new BeatAnswers(server, acceptor, leader, role() == Role.OBSERVING);
    }

    @Override
    protected LearnerSync synchronisation(
            Upstream upstream, boolean observes, Consumer<String> failure) {
        sync = new PaxosSync(server(), upstream, acceptor, clusterId, observes, failure);
        return sync;
    }

    @Override
    public void logRead(ConsensusEvent.LogRead read) {
        if (isSyncing()) {
            sync.logRead(read);
        } else {
            super.logRead(read);
        }
    }

    @Override
    public void snapshotRead(ConsensusEvent.SnapshotRead read) {
        if (isSyncing()) {
            sync.snapshotRead(read);
        } else {
            super.snapshotRead(read);
        }
    }

    @Override
    public void snapshotLost(ConsensusEvent.SnapshotLost lost) {
        if (isSyncing()) {
            sync.snapshotLost(lost);
        } else {
            super.snapshotLost(lost);
        }
    }

    private boolean isSyncing() {
        return sync != null && log() == null;
    }

    @Override
    protected void live(PeerMessage message) {
        switch ((PaxosMessage) message) {
            case PaxosMessage.Accept it ->
                    log().proposal(new LogEntry(it.zxid(), it.txn()), it.membership());
            case PaxosMessage.Commit it -> committed(it.upTo());
            case PaxosMessage.Beat it -> beats.heard(link(), epoch(), it);
            case PaxosMessage.Synced it -> calls.synced(it.call());
            case PaxosMessage.Revalidated it -> calls.revalidated(it.call(), it.valid());
            case PaxosMessage.Activate it -> activated(it.zxid(), it.designated());
            case PaxosMessage.Inform it -> {
                log().inform(new LogEntry(it.zxid(), it.txn()), it.membership());
                if (it.designated() != null) {
                    activate(it.membership(), it.designated());
                }
            }
            default -> {} // belongs to synchronisation; nothing to be done with it here
        }
    }

    @Override
    protected ObserverMaster<?> master(FollowerLog follower) {
        calls.passOn();
        return new PaxosObserverMaster(
                server(),
                new PaxosObserverMaster.Ballot(clusterId, leader(), link()),
                follower,
                calls,
                acceptor.rules().parting(),
                new Refusals(),
                epoch());
    }

    @Override
    protected void ticked(LinkId upstream) {
        calls.queue().tick(upstream);
    }

    @Override
    public void call(ConsensusEvent.Call call) {
        if (log() != null && link() != null) {
            calls.call(link(), call);
        }
    }

    @Override
    public void touched(ConsensusEvent.Touched touched) {
        beats.touched(touched);
    }

    @Override
    protected void pressure(LinkId upstream, boolean blocked) {
        calls.queue().pressure(upstream, blocked);
        if (isSyncing()) {
            sync.pressure(blocked);
        }
    }

    @Override
    public int pendingSyncs() {
        return calls.waiting();
    }
}
