package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A follower in step that plays leader towards observers: feeds them what is decided and passes
 * their calls on as its own. It waits for nobody.
 *
 * <p>Source: spec quorum-protocol section 18, consensus SPI W4.
 */
final class ObserverMaster implements History {

    private final Server server;
    private final LinkId leader;
    private final FollowerLog log;
    private final LearnerCalls calls;
    private final long epoch;
    private final Map<LinkId, LearnerFeed> links = new LinkedHashMap<>();
    private final Collection<LearnerFeed> feeds = links.values();
    private final Liveness liveness;
    private final SnapshotTransferSlots turns;
    private long reconfigZxid;
    private ServerId designated;

    ObserverMaster(Server server, LinkId leader, FollowerLog log, LearnerCalls calls, long epoch) {
        this.server = server;
        this.leader = leader;
        this.log = log;
        this.calls = calls;
        this.epoch = epoch;
        liveness = new Liveness(server, feeds);
        turns = new SnapshotTransferSlots(server);
    }

    void open() {
        List<Endpoint> own =
                server.ensemble()
                        .endpoints(
                                server.ensemble().self(),
                                Settings.observerMasterPort(server.settings()));
        server.out().listen(ZabFactory.OBSERVER_PORT, Settings.listening(server.settings(), own));
    }

    void close() {
        server.out().listen(ZabFactory.OBSERVER_PORT, List.of());
        for (LearnerFeed feed : List.copyOf(feeds)) {
            drop(feed);
        }
    }

    void up(LinkEvent.LinkUp up) {
        links.put(up.link(), new LearnerFeed(server, this, turns, up.link(), up.remote()));
    }

    void down(LinkId link) {
        LearnerFeed feed = links.remove(link);
        if (feed != null) {
            feed.release();
        }
    }

    private void drop(LearnerFeed feed) {
        server.out().close(feed.link());
        down(feed.link());
    }

    void received(LinkId link, ZabMessage message) {
        LearnerFeed feed = links.get(link);
        if (feed != null) {
            feed.heard();
            if (!take(feed, message)) {
                drop(feed);
            }
        }
    }

    /** False if the observer has broken the protocol. */
    private boolean take(LearnerFeed feed, ZabMessage message) {
        switch (message) {
            case ZabMessage.LearnerInfo info -> {
                if (feed.stage() != LearnerFeed.Stage.GREETING
                        || !info.observer()
                        || info.server() == null) {
                    return false;
                }
                feed.introduced(info.server(), true);
                server.out()
                        .send(
                                feed.link(),
                                new ZabMessage.LeaderInfo(
                                        Zxid.of(epoch, 0), ZabMessage.PROTOCOL_VERSION));
                return true;
            }
            case ZabMessage.AckEpoch ack -> {
                if (feed.stage() != LearnerFeed.Stage.PROMISING) {
                    return false;
                }
                feed.promised(ack.zxid(), ack.currentEpoch());
                beginIfKnown(feed);
                return true;
            }
            case ZabMessage.Ack ack -> {
                if (feed.stage() == LearnerFeed.Stage.OFFERED) {
                    feed.accepted();
                    feed.serve();
                }
                return ack.zxid() == Zxid.of(epoch, 0);
            }
            case ZabMessage.Ping ping -> {
                if (feed.isSynced() && ping.touches() != null && ping.touches().count() > 0) {
                    server.out().add(new ConsensusAction.RenewSessions(feed.id(), ping.touches()));
                }
                return feed.isSynced();
            }
            case ZabMessage.Request request -> {
                if (feed.isSynced()) {
                    calls.forward(leader, feed, request);
                }
                return feed.isSynced();
            }
            case ZabMessage.Revalidate question -> {
                if (feed.isSynced()) {
                    calls.forward(leader, feed, question);
                }
                return feed.isSynced();
            }
            default -> {
                return false;
            }
        }
    }

    /**
     * An observer may have come from a server that was further; it waits here until this one is as
     * far.
     */
    private void beginIfKnown(LearnerFeed feed) {
        if (feed.stage() == LearnerFeed.Stage.WAITING
                && (feed.position() <= decided() || Zxid.counter(feed.position()) == 0)) {
            feed.begin();
        }
    }

    /** More is decided. */
    void committed() {
        for (LearnerFeed feed : feeds) {
            beginIfKnown(feed);
            feed.pump();
        }
    }

    void activated(long zxid, ServerId named) {
        reconfigZxid = zxid;
        designated = named;
    }

    void tick() {
        for (LearnerFeed feed : liveness.late()) {
            drop(feed);
        }
        liveness.ping();
    }

    void pressure(LinkEvent.LinkPressure pressure) {
        LearnerFeed feed = links.get(pressure.link());
        if (feed != null) {
            feed.pressure(pressure.blocked());
        }
    }

    void logRead(ConsensusEvent.LogRead read) {
        for (LearnerFeed feed : feeds) {
            if (feed.owns(read.read())) {
                feed.logRead(read);
                return;
            }
        }
    }

    void snapshotLost(ConsensusEvent.SnapshotLost lost) {
        for (LearnerFeed feed : feeds) {
            if (feed.owns(lost.transfer())) {
                feed.snapshotLost();
                return;
            }
        }
    }

    void snapshotRead(ConsensusEvent.SnapshotRead read) {
        for (LearnerFeed feed : feeds) {
            if (feed.owns(read.transfer())) {
                feed.snapshotRead(read);
                return;
            }
        }
    }

    Collection<LearnerFeed> feeds() {
        return feeds;
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
        return server.ledger().committed();
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
     * What is in force: an observer takes what it is told for that. One that is only proposed comes
     * with its decision, or never.
     */
    @Override
    public Membership announced() {
        return server.ensemble().committed();
    }
}
