package io.quorate.consensus.zab.learner;

import io.quorate.consensus.ConsensusAction;
import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.feed.History;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.feed.LearnerLinks;
import io.quorate.consensus.kit.feed.Liveness;
import io.quorate.consensus.kit.learner.FollowerLog;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.zab.feed.ZabFeed;
import io.quorate.consensus.zab.feed.ZabLearners;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    private final ZabLearners learners;
    private final long epoch;
    private final LearnerLinks<ZabFeed> links;
    private final Liveness liveness;
    private final ObserverBrake brake;
    private long reconfigZxid;
    private @Nullable ServerId designated;

    ObserverMaster(
            Server server,
            LinkId leader,
            FollowerLog log,
            LearnerCalls calls,
            ZabLearners learners,
            long epoch) {
        this.server = server;
        this.leader = leader;
        this.log = log;
        this.calls = calls;
        this.learners = learners;
        this.epoch = epoch;
        links = new LearnerLinks<>(server);
        liveness = new Liveness(server, links.feeds());
        brake = new ObserverBrake(server.out(), calls, links.feeds());
    }

    void open() {
        List<Endpoint> own =
                server.ensemble()
                        .endpoints(
                                server.ensemble().self(), server.settings().observerMasterPort());
        server.out().listen(ZabPorts.OBSERVER, server.settings().listening(own));
    }

    void close() {
        server.out().listen(ZabPorts.OBSERVER, List.of());
        for (ZabFeed feed : List.copyOf(links.feeds())) {
            drop(feed);
        }
    }

    void up(LinkEvent.LinkUp up) {
        links.up(up, seat -> learners.feed(server, this, seat));
    }

    void down(LinkId link) {
        ZabFeed feed = links.get(link);
        if (feed != null) {
            links.forget(feed);
        }
    }

    private void drop(ZabFeed feed) {
        server.out().close(feed.link());
        links.forget(feed);
    }

    void received(LinkId link, ZabMessage message) {
        ZabFeed feed = links.speaks(link);
        if (feed != null && !take(feed, message)) {
            drop(feed);
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
                    brake.asked(feed);
                }
                return feed.isSynced();
            }
            case ZabMessage.Revalidate question -> {
                if (feed.isSynced()) {
                    calls.forward(leader, feed, question);
                    brake.asked(feed);
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
        for (ZabFeed feed : links.feeds()) {
            beginIfKnown(feed);
            feed.pump();
        }
    }

    void activated(long zxid, ServerId named) {
        reconfigZxid = zxid;
        designated = named;
    }

    void tick() {
        for (ZabFeed feed : links.late()) {
            drop(feed);
        }
        liveness.ping();
        brake.tick();
    }

    void pressure(LinkEvent.LinkPressure pressure) {
        ZabFeed feed = links.get(pressure.link());
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

    Collection<ZabFeed> feeds() {
        return links.feeds();
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
    public @Nullable ServerId designated(long zxid) {
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
