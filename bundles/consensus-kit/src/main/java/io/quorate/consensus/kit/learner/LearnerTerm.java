package io.quorate.consensus.kit.learner;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.kit.state.RoleState;
import io.quorate.consensus.kit.state.Server;
import io.quorate.model.Membership;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.List;
import java.util.function.Consumer;

/**
 * One stay with a leader, as follower or observer, whatever the protocol: connects, gets in step,
 * stays in step, and serves observers if it may. What the leader says in the words of the protocol
 * is the protocol's. Source: spec quorum-protocol sections 10.2, 12, 13, 15, 18.
 */
public abstract class LearnerTerm implements RoleState {

    private final Server server;
    private final ServerId leader;
    private final Role role;
    private final LeaderDialer dialer;
    private final LeaderWords words;
    private LinkId link;
    private LearnerSync sync;
    private LiveLog log;
    private ObserverMaster<?> master;
    private long heardAt;

    /**
     * A stay that has not begun.
     *
     * @param ports names of the ports that are dialled
     * @param preamble what a link begins with; null if the ports have none
     */
    protected LearnerTerm(
            Server server,
            ServerId leader,
            LeaderDialer.Ports ports,
            PeerMessage preamble,
            LeaderWords words) {
        this.server = server;
        this.leader = leader;
        this.words = words;
        role = server.ensemble().observes() ? Role.OBSERVING : Role.FOLLOWING;
        dialer = new LeaderDialer(server, leader, role == Role.OBSERVING, ports, preamble);
    }

    /** The way into step over a link that is up. */
    protected abstract LearnerSync synchronisation(
            Upstream upstream, boolean observes, Consumer<String> failure);

    /** Takes what comes while this server is in step. */
    protected abstract void live(PeerMessage message);

    /** This server follows, is in step, and serves observers from now on. */
    protected abstract ObserverMaster<?> master(FollowerLog follower);

    /** Time goes on, with a link. */
    protected abstract void ticked(LinkId upstream);

    /** The link to where everything comes from fills up, or drains. */
    protected abstract void pressure(LinkId upstream, boolean blocked);

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
        dialer.start(server.joinBackoff().pauseNanos(leader));
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
        if (link == null && voter.equals(leader) && (dialer.isSlow() || dialer.isWaiting())) {
            fail("server " + leader + " looks itself");
        }
    }

    @Override
    public boolean up(LinkEvent.LinkUp up) {
        if (!dialer.succeeded(up)) {
            return master != null && master.up(up);
        }
        link = up.link();
        heardAt = server.timing().now();
        Upstream upstream = new Upstream(link, leader, dialer.toMaster());
        sync = synchronisation(upstream, role == Role.OBSERVING, this::fail);
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

    /** This stay comes to nothing. */
    protected void fail(String reason) {
        if (sync != null && log == null && !sync.hasHistory()) {
            server.joinBackoff().failed(leader);
        }
        long delay =
                role == Role.OBSERVING
                        ? server.randomDelayNanos(server.settings().electionDelayMillisMax())
                        : 0;
        server.turn().lookLater(reason, Math.max(delay, server.divergence().pauseNanos()));
    }

    @Override
    public void received(LinkId from, PeerMessage message) {
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

    /** Everything up to here is decided. */
    protected void committed(long zxid) {
        log.commit(zxid);
        if (master != null) {
            master.committed();
        }
    }

    /** The reconfiguration with this zxid is decided, and names a leader. */
    protected void activated(long zxid, ServerId designated) {
        log.commit(zxid);
        if (master != null) {
            master.activated(zxid, designated);
            master.committed();
        }
        activate(log.reconfig(zxid), designated);
    }

    /** A reconfiguration is decided that names a leader. */
    protected void activate(Membership membership, ServerId designated) {
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
                        : new FollowerLog(
                                server, link, words, sync.epoch(), this::fail, sync.reconfigs());
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
        server.joinBackoff().joined();
        server.out().send(link, words.accepted(sync.epoch()));
        server.out()
                .add(new ConsensusAction.RoleChanged(role, Phase.SERVING, leader, sync.epoch(), 0));
        if (follower != null) {
            sync.acknowledgeRest();
            if (server.settings().observerMasterPort() != 0) {
                master = master(follower);
                master.open();
            }
        }
        for (PeerMessage message = sync.nextHeld(); message != null; message = sync.nextHeld()) {
            live(message); // came while the history was being replaced
        }
    }

    @Override
    public void tick() {
        dialWhenDue();
        if (link != null) {
            ticked(link);
            if (master != null) {
                master.tick();
            }
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
    public void pressure(LinkEvent.LinkPressure pressure) {
        if (pressure.link().equals(link)) {
            pressure(link, pressure.blocked());
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
        return master == null ? List.of() : master.report();
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
    public void handOver(ConsensusEvent.HandOver handOver) {
        if (server.ensemble().self().equals(handOver.successor())
                && server.divergence().isWithdrawn()) {
            server.divergence().adopt();
            return;
        }
        if (!dialer.toMaster() || link == null) {
            return;
        }
        if (server.durableState().resetting()) {
            // Where the log will end is not known yet; a new round waits until it is.
            server.turn().look("another master is to be followed");
        } else {
            server.turn().follow(leader); // another order, most likely another master
        }
    }

    protected Server server() {
        return server;
    }

    /** The link to where everything comes from; null while there is none. */
    protected LinkId link() {
        return link;
    }

    /** What is done with transactions; null before this server is in step. */
    protected LiveLog log() {
        return log;
    }

    /** The epoch of this stay. */
    protected long epoch() {
        return sync.epoch();
    }
}
