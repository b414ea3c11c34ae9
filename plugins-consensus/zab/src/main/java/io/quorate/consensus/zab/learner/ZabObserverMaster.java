package io.quorate.consensus.zab.learner;

import io.quorate.consensus.kit.feed.Learner;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.learner.FollowerLog;
import io.quorate.consensus.kit.learner.ObserverMaster;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.zab.feed.ZabFeed;
import io.quorate.consensus.zab.feed.ZabLearners;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;

/**
 * A follower as the master of observers, in the words of ZooKeeper.
 *
 * <p>Source: spec quorum-protocol section 18, consensus SPI W4.
 */
final class ZabObserverMaster extends ObserverMaster<ZabFeed> {

    private final LinkId leader;
    private final LearnerCalls calls;
    private final ZabLearners learners;

    ZabObserverMaster(
            Server server,
            LinkId leader,
            FollowerLog log,
            LearnerCalls calls,
            ZabLearners learners,
            long epoch) {
        super(server, ZabPorts.OBSERVER, log, calls.queue(), calls.answers(), epoch);
        this.leader = leader;
        this.calls = calls;
        this.learners = learners;
    }

    @Override
    protected boolean admits(LinkEvent.LinkUp up) {
        return true;
    }

    @Override
    protected ZabFeed feed(Learner.Seat seat) {
        return learners.feed(server(), this, seat);
    }

    @Override
    protected boolean take(ZabFeed feed, PeerMessage message) {
        return switch ((ZabMessage) message) {
            case ZabMessage.LearnerInfo info -> introduced(feed, info);
            case ZabMessage.AckEpoch ack -> {
                if (feed.stage() != LearnerFeed.Stage.PROMISING) {
                    yield false;
                }
                feed.promised(ack.zxid(), ack.currentEpoch());
                promised(feed);
                yield true;
            }
            case ZabMessage.Ack ack -> accepted(feed, ack.zxid());
            case ZabMessage.Ping ping -> {
                if (feed.isSynced()) {
                    touched(feed, ping.touches());
                }
                yield feed.isSynced();
            }
            case ZabMessage.Request request -> {
                if (feed.isSynced()) {
                    calls.forward(leader, feed, request);
                }
                yield feed.isSynced();
            }
            case ZabMessage.Revalidate question -> {
                if (feed.isSynced()) {
                    calls.forward(leader, feed, question);
                }
                yield feed.isSynced();
            }
            default -> false;
        };
    }

    private boolean introduced(ZabFeed feed, ZabMessage.LearnerInfo info) {
        if (feed.stage() != LearnerFeed.Stage.GREETING
                || !info.observer()
                || info.server() == null) {
            return false;
        }
        feed.introduced(info.server(), true);
        server().out()
                .send(
                        feed.link(),
                        new ZabMessage.LeaderInfo(
                                Zxid.of(epoch(), 0), ZabMessage.PROTOCOL_VERSION));
        return true;
    }

    @Override
    protected void left(ZabFeed feed) {}
}
