package io.quorate.consensus.zab.learner;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.zab.state.RoleState;
import io.quorate.consensus.zab.state.Server;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.Membership;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import java.util.List;

/**
 * One stay with a leader, as follower or observer: connects, gets in step, stays in step. Source:
 * spec quorum-protocol sections 10.2, 12, 13, 15, 18.
 */
public final class Learning implements RoleState {

    private final Server server;
    private final ServerId leader;
    private final Role role;
    private final LearnerCalls calls;
    private final TouchExchange touches;
    private final LeaderDialer dialer;
    private LinkId link;
    private LearnerSync sync;
    private LiveLog log;
    private ObserverMaster master;
    private long heardAt;

    public Learning(Server server, ServerId leader) {
        this.server = server;
        this.leader = leader;
        role = server.ensemble().observes() ? Role.OBSERVING : Role.FOLLOWING;
        calls = new LearnerCalls(server.out(), server.durableState());
        dialer = new LeaderDialer(server, leader, role == Role.OBSERVING);
        touches = new TouchExchange(server.out());
    }

    @Override
    public Role role() {
        return role;
    }

    @Override
    public Phase phase() {
        return log == null ? Phase.SYNCING : Phase.SERVING;
    }

    @Override
    public ServerId leader() {
        return leader;
    }

    @Override
    public ServerId upstream() {
        return link == null ? null : dialer.reached();
    }

    @Override
    public void enter() {
        server.out()
                .add(
                        new ConsensusAction.RoleChanged(
                                role, Phase.SYNCING, leader, server.durableState().current(), 0));
        dialer.start();
        dialWhenDue();
    }

    private void dialWhenDue() {
        if (link == null && !dialer.dialWhenDue()) {
            fail("server " + leader + " is not in the configuration");
        }
    }

    @Override
    public void dialFailed(LinkEvent.DialFailed failed) {
        if (!dialer.failed(failed)) {
            fail("server " + leader + " cannot be reached: " + failed.reason());
        }
    }

    @Override
    public void voterLooks(ServerId voter, Vote vote) {
        if (link == null && voter.equals(leader) && dialer.isSlow()) {
            fail("server " + leader + " looks itself");
        }
    }

    @Override
    public boolean up(LinkEvent.LinkUp up) {
        if (up.dial() == null && master != null && up.port().equals(ZabPorts.OBSERVER)) {
            master.up(up);
            return true;
        }
        if (!dialer.succeeded(up)) {
            return false;
        }
        link = up.link();
        heardAt = server.timing().now();
        Upstream upstream = new Upstream(link, leader, dialer.toMaster());
        sync = new LearnerSync(server, upstream, role == Role.OBSERVING, this::fail);
        sync.introduce();
        return true;
    }

    @Override
    public void down(LinkEvent.LinkDown down) {
        if (down.link().equals(link)) {
            link = null;
            fail("the link to server " + leader + " went down: " + down.reason());
        } else if (master != null) {
            master.down(down.link());
        }
    }

    @Override
    public void leave() {
        if (master != null) {
            master.close();
        }
        if (sync != null) {
            sync.abandon();
        }
        if (link != null) {
            server.out().close(link);
        }
        if (log != null) {
            server.out().add(new ConsensusAction.CallsLost());
        }
    }

    private void fail(String reason) {
        long delay =
                role == Role.OBSERVING
                        ? server.randomDelayNanos(server.settings().own().electionDelayMillisMax())
                        : 0;
        server.turn().lookLater(reason, Math.max(delay, server.divergence().pauseNanos()));
    }

    @Override
    public void received(LinkId from, ZabMessage message) {
        if (!from.equals(link)) {
            if (master != null) {
                master.received(from, message);
            }
            return;
        }
        heardAt = server.timing().now();
        if (log == null) {
            sync.received(message);
            serveWhenInStep();
        } else {
            live(message);
        }
    }

    private void live(ZabMessage message) {
        switch (message) {
            case ZabMessage.Proposal proposal -> log.proposal(proposal);
            case ZabMessage.Commit commit -> {
                log.commit(commit.zxid());
                if (master != null) {
                    master.committed();
                }
            }
            case ZabMessage.Inform inform ->
                    log.inform(inform.zxid(), inform.txn(), inform.membership());
            case ZabMessage.Ping ping -> touches.pinged(link, ping.zxid());
            case ZabMessage.Synced synced -> calls.synced();
            case ZabMessage.Revalidated answer ->
                    calls.revalidated(answer.sessionId(), answer.valid());
            case ZabMessage.CommitAndActivate commit -> {
                log.commit(commit.zxid());
                if (master != null) {
                    master.activated(commit.zxid(), commit.designated());
                    master.committed();
                }
                activate(log.reconfig(commit.zxid()), commit.designated());
            }
            case ZabMessage.InformAndActivate inform -> {
                log.inform(inform.zxid(), inform.txn(), inform.membership());
                activate(inform.membership(), inform.designated());
            }
            default -> {} // belongs to synchronisation; nothing to be done with it here
        }
    }

    private void activate(Membership membership, ServerId designated) {
        if (membership == null || !server.ensemble().activate(membership, designated)) {
            return;
        }
        boolean roleChanged = server.ensemble().observes() != (role == Role.OBSERVING);
        if (roleChanged || !designated.equals(leader)) {
            goTo(designated);
        }
    }

    private void goTo(ServerId designated) {
        if (designated.equals(server.ensemble().self())) {
            server.turn().lead();
        } else {
            server.turn().follow(designated);
        }
    }

    private void serveWhenInStep() {
        if (!sync.done()) {
            return;
        }
        FollowerLog follower =
                role == Role.OBSERVING
                        ? null
                        : new FollowerLog(server, link, sync.epoch(), this::fail, sync.reconfigs());
        log = follower == null ? new ObserverLog(server, this::fail) : follower;
        if (role == Role.OBSERVING != server.ensemble().observes()) {
            fail("the role changed with the epoch");
            return;
        }
        if (sync.designated() != null && !sync.designated().equals(leader)) {
            goTo(sync.designated());
            return;
        }
        if (!sync.keepsLeader()) {
            fail("the configuration of the epoch has another leader");
            return;
        }
        ZabMessage.Ack last = new ZabMessage.Ack(Zxid.of(sync.epoch(), 0));
        server.out().send(link, last);
        server.out()
                .add(new ConsensusAction.RoleChanged(role, Phase.SERVING, leader, sync.epoch(), 0));
        sync.acknowledgeRest();
        if (follower != null && server.settings().observerMasterPort() != 0) {
            calls.passOn();
            master = new ObserverMaster(server, link, follower, calls, sync.epoch());
            master.open();
        }
        for (ZabMessage message = sync.nextHeld(); message != null; message = sync.nextHeld()) {
            live(message); // came while the history was being replaced
        }
    }

    @Override
    public void tick() {
        dialWhenDue();
        if (link != null) {
            calls.tick(link);
        }
        if (master != null) {
            master.tick();
        }
        if (link == null || sync.isPaused()) {
            heardAt = server.timing().now();
            return;
        }
        long allowed =
                sync.hasHistory() ? server.timing().syncNanos() : server.timing().initNanos();
        if (server.timing().now() - heardAt > allowed) {
            fail("server " + leader + " was silent for too long");
        }
    }

    @Override
    public void persisted() {
        if (log != null && link != null) {
            log.persisted();
        }
    }

    @Override
    public void historyReset(ConsensusEvent.HistoryReset reset) {
        if (sync != null && log == null) {
            sync.historyReset(reset);
            serveWhenInStep();
        }
    }

    @Override
    public void snapshotStaged(ConsensusEvent.SnapshotStaged staged) {
        if (sync != null && log == null) {
            sync.snapshotStaged(staged);
            serveWhenInStep();
        }
    }

    @Override
    public void call(ConsensusEvent.Call call) {
        if (log != null && link != null) {
            calls.call(link, call);
        }
    }

    @Override
    public void touched(ConsensusEvent.Touched touched) {
        touches.touched(touched);
    }

    @Override
    public void pressure(LinkEvent.LinkPressure pressure) {
        if (pressure.link().equals(link)) {
            calls.pressure(link, pressure.blocked());
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
    public void handOver(ConsensusEvent.HandOver handOver) {
        if (server.ensemble().self().equals(handOver.successor())
                && server.divergence().isWithdrawn()) {
            server.divergence().adopt();
            return;
        }
        if (dialer.toMaster() && link != null) {
            server.turn().follow(leader); // another order, most likely another master
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
