package io.quorate.consensus.zab.learner;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.learner.FollowerLog;
import io.quorate.consensus.kit.learner.LeaderDialer;
import io.quorate.consensus.kit.learner.LearnerSync;
import io.quorate.consensus.kit.learner.LearnerTerm;
import io.quorate.consensus.kit.learner.ObserverMaster;
import io.quorate.consensus.kit.learner.Upstream;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.zab.feed.ZabLearners;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.ServerId;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.function.Consumer;

/**
 * One stay with a leader, as follower or observer. Source: spec quorum-protocol sections 10.2, 12,
 * 13, 15, 18.
 */
public final class Learning extends LearnerTerm {

    private static final LeaderDialer.Ports PORTS =
            new LeaderDialer.Ports(ZabPorts.QUORUM, ZabPorts.OBSERVER);

    private final ZabLearners learners;
    private final LearnerCalls calls;
    private final TouchExchange touches;

    /**
     * A stay that has not begun.
     *
     * @param learners makes the feeds of observers that follow this server
     */
    public Learning(Server server, ServerId leader, ZabLearners learners) {
        super(server, leader, PORTS, null, ZabWords.INSTANCE);
        this.learners = learners;
        calls = new LearnerCalls(server.out(), server.durableState());
        touches = new TouchExchange(server.out());
    }

    @Override
    protected LearnerSync synchronisation(
            Upstream upstream, boolean observes, Consumer<String> failure) {
        return new ZabSync(server(), upstream, observes, failure);
    }

    @Override
    protected void live(PeerMessage message) {
        switch ((ZabMessage) message) {
            case ZabMessage.Proposal it ->
                    log().proposal(new LogEntry(it.zxid(), it.txn()), it.membership());
            case ZabMessage.Commit commit -> committed(commit.zxid());
            case ZabMessage.Inform it ->
                    log().inform(new LogEntry(it.zxid(), it.txn()), it.membership());
            case ZabMessage.Ping ping -> touches.pinged(link(), ping.zxid());
            case ZabMessage.Synced synced -> calls.synced();
            case ZabMessage.Revalidated answer ->
                    calls.revalidated(answer.sessionId(), answer.valid());
            case ZabMessage.CommitAndActivate it -> activated(it.zxid(), it.designated());
            case ZabMessage.InformAndActivate it -> {
                log().inform(new LogEntry(it.zxid(), it.txn()), it.membership());
                activate(it.membership(), it.designated());
            }
            default -> {} // belongs to synchronisation; nothing to be done with it here
        }
    }

    @Override
    protected ObserverMaster<?> master(FollowerLog follower) {
        calls.passOn();
        return new ZabObserverMaster(server(), link(), follower, calls, learners, epoch());
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
        touches.touched(touched);
    }

    @Override
    protected void pressure(LinkId upstream, boolean blocked) {
        calls.queue().pressure(upstream, blocked);
    }

    @Override
    public int pendingSyncs() {
        return calls.waiting();
    }
}
