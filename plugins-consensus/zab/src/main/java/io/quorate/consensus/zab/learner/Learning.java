package io.quorate.consensus.zab.learner;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.learner.FollowerLog;
import io.quorate.consensus.kit.learner.LeaderDialer;
import io.quorate.consensus.kit.learner.LearnerSync;
import io.quorate.consensus.kit.learner.LearnerTerm;
import io.quorate.consensus.kit.learner.Upstream;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.zab.feed.ZabLearners;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.ServerId;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    private @Nullable ObserverMaster master;

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
    public boolean up(LinkEvent.LinkUp up) {
        if (up.dial() == null && master != null && up.port().equals(ZabPorts.OBSERVER)) {
            master.up(up);
            return true;
        }
        return super.up(up);
    }

    @Override
    public void down(LinkEvent.LinkDown down) {
        boolean upstream = down.link().equals(link());
        super.down(down);
        if (!upstream && master != null) {
            master.down(down.link());
        }
    }

    @Override
    public void leave() {
        if (master != null) {
            master.close();
        }
        super.leave();
    }

    @Override
    public void received(LinkId from, PeerMessage message) {
        if (master != null && !from.equals(link())) {
            master.received(from, (ZabMessage) message);
            return;
        }
        super.received(from, message);
    }

    @Override
    protected void live(PeerMessage message) {
        switch ((ZabMessage) message) {
            case ZabMessage.Proposal it ->
                    log().proposal(new LogEntry(it.zxid(), it.txn()), it.membership());
            case ZabMessage.Commit commit -> {
                log().commit(commit.zxid());
                if (master != null) {
                    master.committed();
                }
            }
            case ZabMessage.Inform it ->
                    log().inform(new LogEntry(it.zxid(), it.txn()), it.membership());
            case ZabMessage.Ping ping -> touches.pinged(link(), ping.zxid());
            case ZabMessage.Synced synced -> calls.synced();
            case ZabMessage.Revalidated answer ->
                    calls.revalidated(answer.sessionId(), answer.valid());
            case ZabMessage.CommitAndActivate commit -> {
                log().commit(commit.zxid());
                if (master != null) {
                    master.activated(commit.zxid(), commit.designated());
                    master.committed();
                }
                activate(log().reconfig(commit.zxid()), commit.designated());
            }
            case ZabMessage.InformAndActivate it -> {
                log().inform(new LogEntry(it.zxid(), it.txn()), it.membership());
                activate(it.membership(), it.designated());
            }
            default -> {} // belongs to synchronisation; nothing to be done with it here
        }
    }

    @Override
    protected void serves(FollowerLog follower) {
        if (follower != null && server().settings().observerMasterPort() != 0) {
            calls.passOn();
            master = new ObserverMaster(server(), link(), follower, calls, learners, epoch());
            master.open();
        }
    }

    @Override
    protected void ticked(LinkId upstream) {
        calls.tick(upstream);
        if (master != null) {
            master.tick();
        }
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
    public void pressure(LinkEvent.LinkPressure pressure) {
        if (pressure.link().equals(link())) {
            calls.pressure(link(), pressure.blocked());
        } else if (master != null) {
            master.pressure(pressure);
        }
    }

    @Override
    public void logRead(ConsensusEvent.LogRead read) {
        if (master != null) {
            master.logRead(read);
        }
    }

    @Override
    public void snapshotRead(ConsensusEvent.SnapshotRead read) {
        if (master != null) {
            master.snapshotRead(read);
        }
    }

    @Override
    public void snapshotLost(ConsensusEvent.SnapshotLost lost) {
        if (master != null) {
            master.snapshotLost(lost);
        }
    }

    @Override
    public List<ConsensusReport.Learner> learners() {
        if (master == null) {
            return List.of();
        }
        return master.feeds().stream()
                .filter(feed -> feed.id() != null)
                .map(feed -> feed.report(false))
                .toList();
    }

    @Override
    public int pendingSyncs() {
        return calls.waiting();
    }
}
