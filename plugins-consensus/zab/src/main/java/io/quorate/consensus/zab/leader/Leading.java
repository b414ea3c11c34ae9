package io.quorate.consensus.zab.leader;

import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.kit.feed.Learner;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.leader.LeaderTerm;
import io.quorate.consensus.kit.leader.Readmission;
import io.quorate.consensus.kit.leader.Refusals;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.kit.state.Timing;
import io.quorate.consensus.zab.feed.ZabFeed;
import io.quorate.consensus.zab.feed.ZabLearners;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.consensus.zab.wire.ZabPorts;
import io.quorate.model.OpCode;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkEvent;
import io.quorate.peer.PeerMessage;
import java.util.List;
import java.util.Set;

/** One term as leader. Source: spec quorum-protocol sections 10 to 17. */
public final class Leading extends LeaderTerm<ZabFeed> {

    private final Refusals refusals = new Refusals();
    private final ZabLearners learners;
    private final int epochWaitMillisMax;
    private final Discovery discovery;
    private final Readmission readmission;
    private long anonymous;

    /**
     * A term that has not begun.
     *
     * @param learners makes the feeds of learners
     * @param epochWaitMillisMax how long it is overlooked that voters look again while an epoch is
     *     waited for, ms; negative: as long as one that follows may need to come
     */
    public Leading(Server server, ZabLearners learners, int epochWaitMillisMax) {
        super(server, ZabPorts.QUORUM);
        this.learners = learners;
        this.epochWaitMillisMax = epochWaitMillisMax;
        discovery = new Discovery(server, links().feeds(), broadcast(), refusals);
        readmission = new Readmission(server, links().feeds());
        assemble(discovery, rounds());
    }

    @Override
    protected ZabFeed feed(LinkEvent.LinkUp up, Learner.Seat seat) {
        return learners.feed(server(), broadcast(), seat);
    }

    @Override
    protected boolean take(ZabFeed feed, PeerMessage message) {
        boolean inStep = feed.isSynced();
        return switch ((ZabMessage) message) {
            case ZabMessage.Ack ack -> acknowledges(feed, ack.zxid());
            case ZabMessage.Request request -> inStep && calls().call(feed, 0, callOf(request));
            case ZabMessage.Ping ping -> {
                if (inStep) {
                    ponged(feed, ping.touches());
                }
                yield inStep;
            }
            case ZabMessage.Revalidate it ->
                    inStep
                            && calls().call(
                                            feed,
                                            0,
                                            new LeaderCall.Revalidate(
                                                    it.sessionId(), it.timeoutMillis()));
            case ZabMessage.LearnerInfo info -> introduced(feed, info);
            case ZabMessage.AckEpoch ack -> promised(feed, ack);
            default -> false;
        };
    }

    private boolean introduced(ZabFeed feed, ZabMessage.LearnerInfo info) {
        ServerId id = info.server() == null ? new ServerId(--anonymous) : info.server();
        if (server().ensemble().self().equals(id)) {
            return refusals.refuse(id, "it has the number of this leader; see the myid files");
        }
        if (!discovery.introduced(feed, id, info)) {
            return false;
        }
        resignation().holdBack(feed);
        askOthers(feed);
        long promised = Zxid.epoch(info.zxid());
        if (discovery.isBehind(promised)
                && readmission.claimed(id, promised, discovery.epoch(), discovery.hasLasted())) {
            server().turn().look("server " + id + " has promised epoch " + promised);
        }
        return true;
    }

    private boolean promised(ZabFeed feed, ZabMessage.AckEpoch ack) {
        if (broadcast().active() && feed.stage() == LearnerFeed.Stage.PROMISING) {
            for (ZabFeed older : links().othersOfSameName(feed)) {
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

    /** Who has the same name on an older link is asked for a sign of life. */
    private void askOthers(ZabFeed newcomer) {
        for (ZabFeed other : links().othersOfSameName(newcomer)) {
            if (other.isLive()) {
                other.ping();
            }
        }
    }

    /** Whether the learner of that name is in step on an older link and was heard there since. */
    private boolean isSpokenFor(ZabFeed newcomer) {
        for (ZabFeed other : links().othersOfSameName(newcomer)) {
            if (other.isLive() && other.spokeAfter(newcomer)) {
                return true;
            }
        }
        return false;
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

    private boolean acknowledges(ZabFeed feed, long zxid) {
        if (feed.stage() != LearnerFeed.Stage.OFFERED) {
            return acknowledged(feed, zxid);
        }
        if (zxid != Zxid.of(discovery.epoch(), 0)) {
            return false;
        }
        if (isSpokenFor(feed)) {
            return refusals.refuse(feed.id(), "it is in step on another link, and answers there");
        }
        accepted(feed);
        return true;
    }

    @Override
    protected void came(ZabFeed feed) {
        readmission.came(feed.id());
    }

    /**
     * A follower that looks again has closed its link as well; only while voters are still to come,
     * nothing else tells that they changed their minds.
     */
    @Override
    public void voterLooks(ServerId voter, Vote vote) {
        if (broadcast().active()) {
            readmission.looks(voter, vote);
        } else {
            readmission.looksEarly(
                    voter,
                    discovery,
                    epochWaitMillisMax < 0
                            ? server().timing().quorumPatienceNanos()
                            : Timing.nanos(epochWaitMillisMax));
        }
    }

    @Override
    public Set<ServerId> outside() {
        return readmission.outside();
    }
}
