package io.quorate.consensus.kit.leader;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.Touches;
import io.quorate.consensus.kit.feed.Learner;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.feed.LearnerLinks;
import io.quorate.consensus.kit.feed.Liveness;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.RoleState;
import io.quorate.consensus.kit.state.Server;
import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.Collection;
import java.util.List;

/**
 * One term as leader, whatever the protocol: routes what learners and the replica say to the parts
 * that know what to do. What a learner says in the words of the protocol, and how the term begins,
 * is the protocol's. Source: spec quorum-protocol sections 10 to 17.
 *
 * @param <F> what brings one learner in step
 */
public abstract class LeaderTerm<F extends LearnerFeed> implements RoleState {

    private final Server server;
    private final String port;
    private final QuorumListener listener;
    private final LearnerLinks<F> links;
    private final Broadcast broadcast;
    private final ProofRounds proof;
    private TermStart start;
    private LeaderCalls calls;
    private Liveness liveness;
    private Resignation resignation;

    /**
     * A term that has not begun.
     *
     * @param port name of the port learners dial
     */
    protected LeaderTerm(Server server, String port) {
        this.server = server;
        this.port = port;
        listener = new QuorumListener(server, port);
        links = new LearnerLinks<>(server);
        broadcast = new Broadcast(server, links.feeds());
        proof = new ProofRounds(server, links.feeds());
    }

    /**
     * Puts the term together, once.
     *
     * @param beginning how it begins
     * @param evidence what syncs rest on
     */
    protected void assemble(TermStart beginning, LeadershipProof evidence) {
        Collection<F> feeds = links.feeds();
        start = beginning;
        calls = new LeaderCalls(server, feeds, broadcast, evidence);
        liveness = new Liveness(server, feeds);
        resignation = new Resignation(server, feeds, broadcast, calls);
    }

    /** The feed of a learner that has dialled. */
    protected abstract F feed(LinkEvent.LinkUp up, Learner.Seat seat);

    /** Takes what a learner says; false if it has broken the protocol. */
    protected abstract boolean take(F feed, PeerMessage message);

    /** A learner serves from now on. */
    protected abstract void came(F feed);

    /** A learner is gone. */
    protected void left(F feed) {}

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
        server.out()
                .add(
                        new ConsensusAction.RoleChanged(
                                Role.LEADING,
                                Phase.SYNCING,
                                leader(),
                                server.durableState().current(),
                                0));
        if (!start.start()) {
            server.turn().lookLater("there is no epoch left", server.timing().tickNanos());
            return;
        }
        listen();
        activateWhenComplete();
    }

    /** A leader that stays although its addresses change has nobody who could lead instead. */
    private void listen() {
        if (broadcast.reconfiguration().successor() == null) {
            listener.listen();
        }
    }

    @Override
    public void leave() {
        listener.stop();
        for (F feed : links.feeds()) {
            feed.release();
            server.out().close(feed.link());
        }
        if (broadcast.active()) {
            server.out().add(new ConsensusAction.CallsLost());
        }
    }

    @Override
    public boolean up(LinkEvent.LinkUp up) {
        if (!up.port().equals(port) || up.dial() != null) {
            return false;
        }
        links.up(up, seat -> feed(up, seat));
        return true;
    }

    @Override
    public void down(LinkEvent.LinkDown down) {
        lose(links.get(down.link()));
    }

    /** Forgets a learner; a leader left without a quorum looks again. */
    private void lose(F feed) {
        if (feed == null || !links.forget(feed)) {
            return;
        }
        calls.lost(feed);
        proof.lost(feed);
        start.lost(feed);
        left(feed);
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
        answered();
    }

    /** Lets a learner go. */
    protected void drop(F feed) {
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
    public void received(LinkId link, PeerMessage message) {
        F feed = links.speaks(link);
        if (feed != null && !take(feed, message)) {
            drop(feed);
        }
    }

    /** A learner has shown that it is there: proofs may be complete. */
    protected void answered() {
        proof.answered();
        calls.release();
    }

    /** A learner has answered a ping, with the sessions that were active there. */
    protected void ponged(F feed, Touches touches) {
        if (feed.ponged()) {
            advance();
        }
        if (touches != null && touches.count() > 0) {
            server.out().add(new ConsensusAction.RenewSessions(feed.id(), touches));
        }
        answered();
    }

    /** A learner has the history of the epoch. */
    protected void accepted(F feed) {
        feed.accepted();
        start.accepted(feed);
        // It has come again before its old link was seen to be down.
        links.othersOfSameName(feed).forEach(this::drop);
        if (broadcast.active()) {
            serve(feed);
        } else {
            activateWhenComplete();
        }
    }

    /** A learner in step has acknowledged transactions; false if it cannot have them. */
    protected boolean acknowledged(F feed, long zxid) {
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

    /** Begins to serve if a quorum has the history of the epoch. */
    protected void activateWhenComplete() {
        if (!start.complete()) {
            return;
        }
        long epoch = start.epoch();
        DurableState durableState = server.durableState();
        durableState.commit(durableState.last());
        durableState.commit(Zxid.of(epoch, 0));
        durableState.trust();
        broadcast.reconfiguration().established(start.acceptedBy());
        listen();
        broadcast.activate();
        ServerId self = server.ensemble().self();
        server.out()
                .add(
                        new ConsensusAction.RoleChanged(
                                Role.LEADING, Phase.SERVING, self, epoch, broadcast.nextZxid()));
        for (F feed : links.feeds()) {
            if (feed.stage() == LearnerFeed.Stage.ACCEPTED) {
                serve(feed);
            }
        }
    }

    private void serve(F feed) {
        feed.serve();
        came(feed);
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
        for (F feed : links.feeds()) {
            feed.pump();
        }
        advance(); // more than this server may be durable already
        calls.drain();
    }

    /** Looks what is decided now. */
    protected void advance() {
        if (!broadcast.advance()) {
            return;
        }
        listen();
        calls.release(); // before the commits that may not pass the syncs
        for (F feed : links.feeds()) {
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
        for (F feed : links.feeds()) {
            if (successor.equals(feed.id()) && feed.isToldUpTo(broadcast.decided())) {
                server.turn().follow(successor);
            }
        }
    }

    @Override
    public void tick() {
        if (start.late()) {
            server.turn().look("no quorum followed in time");
            return;
        }
        for (F feed : links.late()) {
            drop(feed);
        }
        liveness.ping();
        calls.tick();
        resignation.check();
    }

    @Override
    public void pressure(LinkEvent.LinkPressure pressure) {
        F feed = links.get(pressure.link());
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

    protected Server server() {
        return server;
    }

    /** The learners that are connected. */
    protected LearnerLinks<F> links() {
        return links;
    }

    protected Broadcast broadcast() {
        return broadcast;
    }

    protected ProofRounds rounds() {
        return proof;
    }

    protected LeaderCalls calls() {
        return calls;
    }

    protected Resignation resignation() {
        return resignation;
    }

    @Override
    public List<ConsensusReport.Learner> learners() {
        return links.feeds().stream()
                .filter(feed -> feed.id() != null)
                .map(feed -> feed.report(server.ensemble().votes(feed.id())))
                .toList();
    }
}
