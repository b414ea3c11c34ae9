package io.quorate.consensus.zab.leader;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.zab.feed.LearnerFeed;
import io.quorate.consensus.zab.feed.LearnerLinks;
import io.quorate.consensus.zab.feed.Liveness;
import io.quorate.consensus.zab.state.DurableState;
import io.quorate.consensus.zab.state.RoleState;
import io.quorate.consensus.zab.state.Server;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.OpCode;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * One term as leader: routes what learners and the replica say to the parts that know what to do.
 * Source: spec quorum-protocol sections 10 to 17.
 */
public final class Leading implements RoleState {

    private final Server server;
    private final QuorumListener listener;
    private final Refusals refusals = new Refusals();
    private final LearnerLinks links;
    private final Broadcast broadcast;
    private final Discovery discovery;
    private final ProofRounds proof;
    private final LeaderCalls calls;
    private final Liveness liveness;
    private final Resignation resignation;
    private final Readmission readmission;
    private long anonymous;

    public Leading(Server server) {
        this.server = server;
        listener = new QuorumListener(server);
        links = new LearnerLinks(server);
        Collection<LearnerFeed> feeds = links.feeds();
        broadcast = new Broadcast(server, feeds);
        discovery = new Discovery(server, feeds, broadcast, refusals);
        proof = new ProofRounds(server, feeds);
        calls = new LeaderCalls(server, feeds, broadcast, proof);
        liveness = new Liveness(server, feeds);
        resignation = new Resignation(server, feeds, broadcast, calls);
        readmission = new Readmission(server, feeds);
    }

    @Override
    public Role role() {
        return Role.LEADING;
    }

    @Override
    public Phase phase() {
        return broadcast.active() ? Phase.SERVING : Phase.SYNCING;
    }

    @Override
    public ServerId leader() {
        return server.ensemble().self();
    }

    @Override
    public void enter() {
        ServerId self = server.ensemble().self();
        server.out()
                .add(
                        new ConsensusAction.RoleChanged(
                                Role.LEADING,
                                Phase.SYNCING,
                                self,
                                server.durableState().current(),
                                0));
        if (!discovery.start()) {
            server.turn().lookLater("there is no epoch left", server.timing().tickNanos());
            return;
        }
        listen();
        activateWhenComplete();
    }

    /** A leader that stays although its addresses change has no other server that could lead. */
    private void listen() {
        if (broadcast.reconfiguration().successor() == null) {
            listener.listen();
        }
    }

    @Override
    public void leave() {
        listener.stop();
        for (LearnerFeed feed : links.feeds()) {
            feed.release();
            server.out().close(feed.link());
        }
        if (broadcast.active()) {
            server.out().add(new ConsensusAction.CallsLost());
        }
    }

    @Override
    public boolean up(LinkEvent.LinkUp up) {
        if (!up.port().equals(ZabPorts.QUORUM) || up.dial() != null) {
            return false;
        }
        links.up(up, broadcast);
        return true;
    }

    @Override
    public void down(LinkEvent.LinkDown down) {
        lose(links.get(down.link()));
    }

    /** Forgets a learner; a leader left without a quorum looks again. */
    private void lose(LearnerFeed feed) {
        if (feed == null || !links.forget(feed)) {
            return;
        }
        calls.lost(feed);
        proof.lost(feed);
        discovery.lost(feed);
        if (!broadcast.active()) {
            return;
        }
        if (!liveness.quorum()) {
            resign("too few learners are left");
        } else if (server.ensemble().asksOracle()) {
            goOn();
        }
    }

    @Override
    public void oracleChanged() {
        if (!broadcast.active()) {
            return;
        }
        if (liveness.quorum()) {
            goOn();
        } else {
            resign("the oracle denies");
        }
    }

    /** An oracle may speak for this server alone: then what waited for the other one is decided. */
    private void goOn() {
        advance();
        proof.answered();
        calls.release();
    }

    private void drop(LearnerFeed feed) {
        server.out().close(feed.link());
        lose(feed);
    }

    private void resign(String reason) {
        ServerId successor = broadcast.reconfiguration().successor();
        if (successor != null) {
            server.turn().follow(successor);
        } else {
            server.turn().look(reason);
        }
    }

    @Override
    public void listenFailed(LinkEvent.ListenFailed failed) {
        server.turn().look("port " + failed.port() + ": " + failed.reason());
    }

    @Override
    public void received(LinkId link, ZabMessage message) {
        LearnerFeed feed = links.speaks(link);
        if (feed != null && !take(feed, message)) {
            drop(feed);
        }
    }

    /** False if the learner has broken the protocol. */
    private boolean take(LearnerFeed feed, ZabMessage message) {
        boolean inStep = feed.isSynced();
        return switch (message) {
            case ZabMessage.Ack ack -> acknowledged(feed, ack.zxid());
            case ZabMessage.Request request -> inStep && calls.call(feed, callOf(request));
            case ZabMessage.Ping ping -> inStep && ponged(feed, ping);
            case ZabMessage.Revalidate it ->
                    inStep
                            && calls.call(
                                    feed,
                                    new LeaderCall.Revalidate(it.sessionId(), it.timeoutMillis()));
            case ZabMessage.LearnerInfo info -> introduced(feed, info);
            case ZabMessage.AckEpoch ack -> promised(feed, ack);
            default -> false;
        };
    }

    private boolean introduced(LearnerFeed feed, ZabMessage.LearnerInfo info) {
        ServerId id = info.server() == null ? new ServerId(--anonymous) : info.server();
        if (server.ensemble().self().equals(id)) {
            return refusals.refuse(id, "it has the number of this leader; see the myid files");
        }
        if (!discovery.introduced(feed, id, info)) {
            return false;
        }
        resignation.holdBack(feed);
        askOthers(feed);
        long promised = Zxid.epoch(info.zxid());
        if (discovery.isBehind(promised)
                && readmission.claimed(id, promised, discovery.epoch(), discovery.hasLasted())) {
            server.turn().look("server " + id + " has promised epoch " + promised);
        }
        return true;
    }

    private boolean promised(LearnerFeed feed, ZabMessage.AckEpoch ack) {
        if (broadcast.active() && feed.stage() == LearnerFeed.Stage.PROMISING) {
            for (LearnerFeed older : links.othersOfSameName(feed)) {
                if (!older.isSynced()) {
                    continue;
                }
                if (older.isDoubted()) {
                    return refusals.refuse(
                            feed.id(),
                            "it is brought in step on another link already, or somebody who has taken its name");
                }
                older.doubt();
            }
        }
        boolean fine = discovery.promised(feed, ack);
        activateWhenComplete();
        return fine;
    }

    /** A learner with the same number on an older link is asked for a sign of life. */
    private void askOthers(LearnerFeed newcomer) {
        for (LearnerFeed other : links.othersOfSameName(newcomer)) {
            if (other.isLive()) {
                other.ping();
            }
        }
    }

    /** Whether the learner of that name is in step on an older link and was heard there since. */
    private boolean isSpokenFor(LearnerFeed newcomer) {
        for (LearnerFeed other : links.othersOfSameName(newcomer)) {
            if (other.isLive() && other.spokeAfter(newcomer)) {
                return true;
            }
        }
        return false;
    }

    /** The learner has come again before its old link was seen to be down. */
    private void dropOthers(LearnerFeed newcomer) {
        links.othersOfSameName(newcomer).forEach(this::drop);
    }

    private static LeaderCall callOf(ZabMessage.Request request) {
        return request.opcode() == OpCode.SYNC
                ? new LeaderCall.Sync()
                : new LeaderCall.Submit(
                        request.sessionId(),
                        request.cxid(),
                        request.opcode(),
                        request.body(),
                        request.who() == null ? List.of() : request.who());
    }

    private boolean ponged(LearnerFeed feed, ZabMessage.Ping ping) {
        if (feed.ponged()) {
            advance();
        }
        if (ping.touches() != null && ping.touches().count() > 0) {
            server.out().add(new ConsensusAction.RenewSessions(feed.id(), ping.touches()));
        }
        proof.answered();
        calls.release();
        return true;
    }

    private boolean acknowledged(LearnerFeed feed, long zxid) {
        if (feed.stage() == LearnerFeed.Stage.OFFERED) {
            if (zxid != Zxid.of(discovery.epoch(), 0)) {
                return false;
            }
            if (isSpokenFor(feed)) {
                return refusals.refuse(
                        feed.id(), "it is in step on another link, and answers there");
            }
            feed.accepted();
            discovery.accepted(feed);
            dropOthers(feed);
            if (broadcast.active()) {
                serve(feed);
            } else {
                activateWhenComplete();
            }
            return true;
        }
        if (!feed.isSynced() || Zxid.counter(zxid) == 0) {
            return feed.isSynced();
        }
        boolean fine = feed.acked(zxid);
        advance();
        resignation.check();
        return fine;
    }

    @Override
    public void persisted() {
        if (broadcast.active()) {
            advance();
        } else {
            activateWhenComplete();
        }
    }

    private void activateWhenComplete() {
        if (!discovery.complete()) {
            return;
        }
        long epoch = discovery.epoch();
        DurableState durableState = server.durableState();
        durableState.commit(durableState.last());
        durableState.commit(Zxid.of(epoch, 0));
        durableState.trust();
        broadcast.reconfiguration().established(discovery.acceptedBy());
        listen();
        broadcast.activate();
        ServerId self = server.ensemble().self();
        server.out()
                .add(
                        new ConsensusAction.RoleChanged(
                                Role.LEADING, Phase.SERVING, self, epoch, broadcast.nextZxid()));
        for (LearnerFeed feed : links.feeds()) {
            if (feed.stage() == LearnerFeed.Stage.ACCEPTED) {
                serve(feed);
            }
        }
    }

    private void serve(LearnerFeed feed) {
        feed.serve();
        readmission.came(feed.id());
        proof.joined(feed);
        calls.viewChanged();
    }

    @Override
    public void propose(ConsensusEvent.Propose propose) {
        String fault = broadcast.propose(propose);
        if (fault != null) {
            server.turn().halt(fault);
            return;
        }
        for (LearnerFeed feed : links.feeds()) {
            feed.pump();
        }
        advance(); // more than this server may be durable already
        calls.drain();
    }

    private void advance() {
        if (!broadcast.advance()) {
            return;
        }
        listen();
        calls.release(); // before the commits that may not pass the syncs
        for (LearnerFeed feed : links.feeds()) {
            feed.pump();
        }
        makeWay();
        calls.drain();
        if (broadcast.exhausted() && broadcast.inFlight() == 0) {
            server.turn().look("the epoch has no number left");
        }
        resignation.check();
    }

    /**
     * A leader whose place a new configuration gives to another server takes its new role as soon
     * as that server knows: it decides nothing any more, and must not pass for the leader.
     */
    private void makeWay() {
        ServerId successor = broadcast.reconfiguration().successor();
        if (successor == null || !broadcast.active()) {
            return;
        }
        for (LearnerFeed feed : links.feeds()) {
            if (successor.equals(feed.id()) && feed.isToldUpTo(broadcast.decided())) {
                server.turn().follow(successor);
            }
        }
    }

    @Override
    public void tick() {
        if (discovery.late()) {
            server.turn().look("no quorum followed in time");
            return;
        }
        for (LearnerFeed feed : liveness.late()) {
            drop(feed);
        }
        liveness.ping();
        calls.tick();
        resignation.check();
    }

    @Override
    public void pressure(LinkEvent.LinkPressure pressure) {
        LearnerFeed feed = links.get(pressure.link());
        if (feed != null) {
            feed.pressure(pressure.blocked());
            makeWay();
        }
    }

    @Override
    public void logRead(ConsensusEvent.LogRead read) {
        links.logRead(read);
    }

    @Override
    public void snapshotRead(ConsensusEvent.SnapshotRead read) {
        links.snapshotRead(read);
    }

    @Override
    public void snapshotLost(ConsensusEvent.SnapshotLost lost) {
        links.snapshotLost(lost);
    }

    @Override
    public void call(ConsensusEvent.Call call) {
        calls.call(call);
    }

    @Override
    public void answer(ConsensusEvent.Answer answer) {
        calls.answer(answer);
        resignation.check();
    }

    /**
     * A follower that looks again has closed its link as well; only while voters are still to come,
     * nothing else shows that they changed their minds.
     */
    @Override
    public void voterLooks(ServerId voter, Vote vote) {
        if (broadcast.active()) {
            readmission.looks(voter, vote);
        } else if (discovery.abandonedBy(voter)) {
            server.turn().look("server " + voter + " looks again before there is an epoch");
        }
    }

    @Override
    public Set<ServerId> outside() {
        return readmission.outside();
    }

    @Override
    public void handOver(ConsensusEvent.HandOver handOver) {
        if (broadcast.active() && outside().contains(handOver.successor())) {
            server.turn()
                    .look("the history of server " + handOver.successor() + " is to be adopted");
        } else if (broadcast.active()) {
            if (handOver.leaving()) {
                server.leave();
            }
            resignation.begin(handOver.successor());
        }
    }

    @Override
    public int proposalsInFlight() {
        return broadcast.inFlight();
    }

    @Override
    public int pendingSyncs() {
        return calls.waiting();
    }

    @Override
    public List<ConsensusReport.Learner> learners() {
        return links.feeds().stream()
                .filter(feed -> feed.id() != null)
                .map(feed -> feed.report(server.ensemble().votes(feed.id())))
                .toList();
    }
}
