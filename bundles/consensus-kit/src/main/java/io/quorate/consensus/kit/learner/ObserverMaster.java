package io.quorate.consensus.kit.learner;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.Touches;
import io.quorate.consensus.kit.calls.CallAnswers;
import io.quorate.consensus.kit.calls.CallQueue;
import io.quorate.consensus.kit.feed.History;
import io.quorate.consensus.kit.feed.Learner;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.feed.LearnerLinks;
import io.quorate.consensus.kit.feed.Liveness;
import io.quorate.consensus.kit.state.Server;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.List;

/**
 * A follower in step that plays leader towards observers, whatever the protocol: feeds them what is
 * decided and passes their calls on as its own. It waits for nobody. What an observer says in the
 * words of the protocol is the protocol's. While more of their calls wait for the leader than
 * should, who brings another one is not read.
 *
 * <p>Source: spec quorum-protocol section 18, multi-paxos section 8, consensus SPI W4.
 *
 * @param <F> what brings one observer in step
 */
public abstract class ObserverMaster<F extends LearnerFeed> implements History {

    private final Server server;
    private final String port;
    private final FollowerLog log;
    private final long epoch;
    private final LearnerLinks<F> links;
    private final Liveness liveness;
    private final ObserverBrake brake;
    private long reconfigZxid;
    private ServerId designated;

    /**
     * A master that does not listen yet.
     *
     * @param port name of the port observers dial
     * @param calls where calls wait for the leader
     * @param answers what waits for its answers
     */
    protected ObserverMaster(
            Server server,
            String port,
            FollowerLog log,
            CallQueue calls,
            CallAnswers answers,
            long epoch) {
        this.server = server;
        this.port = port;
        this.log = log;
        this.epoch = epoch;
        links = new LearnerLinks<>(server);
        liveness = new Liveness(server, links.feeds());
        brake = new ObserverBrake(server.out(), calls, answers, links.feeds());
    }

    /** Whether who has dialled may stay. */
    protected abstract boolean admits(LinkEvent.LinkUp up);

    /** The feed of an observer that has dialled. */
    protected abstract F feed(Learner.Seat seat);

    /** Takes what an observer says; false if it has broken the protocol. */
    protected abstract boolean take(F feed, PeerMessage message);

    /** An observer is gone. */
    protected abstract void left(F feed);

    void open() {
        List<Endpoint> own =
                server.ensemble()
                        .endpoints(
                                server.ensemble().self(), server.settings().observerMasterPort());
        server.out().listen(port, server.settings().listening(own));
    }

    void close() {
        server.out().listen(port, List.of());
        for (F feed : List.copyOf(links.feeds())) {
            drop(feed);
        }
    }

    /** False if the link is none of its own, or is not wanted. */
    boolean up(LinkEvent.LinkUp up) {
        if (up.dial() != null || !up.port().equals(port) || !admits(up)) {
            return false;
        }
        links.up(up, this::feed);
        return true;
    }

    void down(LinkId link) {
        F feed = links.get(link);
        if (feed != null) {
            forget(feed);
        }
    }

    private void drop(F feed) {
        server.out().close(feed.link());
        forget(feed);
    }

    private void forget(F feed) {
        links.forget(feed);
        left(feed);
    }

    void received(LinkId link, PeerMessage message) {
        F feed = links.speaks(link);
        if (feed == null) {
            return;
        }
        if (take(feed, message)) {
            brake.said(feed);
        } else {
            drop(feed);
        }
    }

    /** An observer has promised the epoch, as far as that is asked of observers. */
    protected void promised(F feed) {
        beginIfKnown(feed);
    }

    /** An observer has accepted the history, or says so again; false if that is out of turn. */
    protected boolean accepted(F feed, long zxid) {
        if (zxid != Zxid.of(epoch, 0) || feed.stage().compareTo(LearnerFeed.Stage.OFFERED) < 0) {
            return false;
        }
        if (feed.stage() == LearnerFeed.Stage.OFFERED) {
            feed.accepted();
            feed.serve();
        }
        return true;
    }

    /** Sessions were active at an observer. */
    protected void touched(F feed, Touches touches) {
        if (touches != null && touches.count() > 0) {
            server.out().add(new ConsensusAction.RenewSessions(feed.id(), touches));
        }
    }

    /**
     * An observer may have come from a server that was further; it waits here until this one is as
     * far.
     */
    private void beginIfKnown(F feed) {
        if (feed.stage() == LearnerFeed.Stage.WAITING
                && (feed.position() <= decided() || Zxid.counter(feed.position()) == 0)) {
            feed.begin();
        }
    }

    /** More is decided. */
    void committed() {
        for (F feed : links.feeds()) {
            beginIfKnown(feed);
            feed.pump();
        }
    }

    void activated(long zxid, ServerId named) {
        reconfigZxid = zxid;
        designated = named;
    }

    void tick() {
        for (F feed : links.late()) {
            drop(feed);
        }
        liveness.ping();
        brake.tick();
    }

    void pressure(LinkEvent.LinkPressure pressure) {
        F feed = links.get(pressure.link());
        if (feed != null) {
            feed.pressure(pressure.blocked());
        }
    }

    void logRead(ConsensusEvent.LogRead read) {
        links.logRead(read);
    }

    void snapshotLost(ConsensusEvent.SnapshotLost lost) {
        links.snapshotLost(lost);
    }

    void snapshotRead(ConsensusEvent.SnapshotRead read) {
        links.snapshotRead(read);
    }

    List<ConsensusReport.Learner> report() {
        return links.feeds().stream()
                .filter(feed -> feed.id() != null)
                .map(feed -> feed.report(false))
                .toList();
    }

    protected Server server() {
        return server;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public boolean active() {
        return true;
    }

    @Override
    public long last() {
        return decided();
    }

    @Override
    public long decided() {
        return server.durableState().committed();
    }

    @Override
    public long lastNumber() {
        return Math.max(decided(), Zxid.of(epoch, 0));
    }

    @Override
    public LogEntry after(long zxid) {
        return log.after(zxid);
    }

    @Override
    public ServerId designated(long zxid) {
        return zxid == reconfigZxid ? designated : null;
    }

    /**
     * What is in force: an observer takes what it is sent for that. One that is only proposed comes
     * with its decision, or never.
     */
    @Override
    public Membership announced() {
        return server.ensemble().committed();
    }
}
