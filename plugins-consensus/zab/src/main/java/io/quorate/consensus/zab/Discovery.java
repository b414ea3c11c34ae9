package io.quorate.consensus.zab;

import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new leader's way to its epoch: a quorum introduces itself, the epoch is promised, a quorum
 * promises it, a quorum accepts the history.
 *
 * <p>Source: spec quorum-protocol sections 10.3, 11.6.
 */
final class Discovery {

    private enum Step {
        CONNECTING,
        PROMISING,
        ACCEPTING,
        DONE
    }

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    private final Server server;
    private final Collection<LearnerFeed> feeds;
    private final Broadcast broadcast;
    private final Set<ServerId> connected = new HashSet<>();
    private final Set<ServerId> promised = new HashSet<>();
    private final Set<ServerId> accepted = new HashSet<>();
    private Step step = Step.CONNECTING;
    private long epoch;
    private long summaryEpoch;
    private long summaryZxid;
    private long promiseTicket;
    private long epochTicket;
    private long since;

    Discovery(Server server, Collection<LearnerFeed> feeds, Broadcast broadcast) {
        this.server = server;
        this.feeds = feeds;
        this.broadcast = broadcast;
    }

    void start() {
        Ledger ledger = server.ledger();
        summaryEpoch = ledger.epochForVotes();
        summaryZxid = ledger.zxidForVotes();
        since = server.timing().now();
        connect(server.ensemble().self(), ledger.accepted());
    }

    /** A learner introduces itself; false if it must go. */
    boolean introduced(LearnerFeed feed, ServerId id, ZabMessage.LearnerInfo info) {
        String objection =
                feed.stage() == LearnerFeed.Stage.GREETING
                        ? objection(info, server.ensemble().committed().version())
                        : "it introduces itself twice";
        if (objection != null) {
            return refuse(id, objection);
        }
        feed.introduced(id, info.observer());
        if (step == Step.CONNECTING) {
            connect(id, Zxid.epoch(info.zxid()));
        } else {
            announce(feed);
        }
        return true;
    }

    /** Why a learner cannot be taken, in words for the operator; null if it can. */
    static String objection(ZabMessage.LearnerInfo info, long configVersion) {
        if (info.protocolVersion() < ZabMessage.PROTOCOL_VERSION) {
            return "it speaks version 0x%x of the protocol, and 0x%x is needed"
                    .formatted(info.protocolVersion(), ZabMessage.PROTOCOL_VERSION);
        }
        if (info.configVersion() > configVersion) {
            return "its configuration has the version %x and this leader's only %x, so their member lines differ"
                    .formatted(info.configVersion(), configVersion);
        }
        return null;
    }

    /** Always false. */
    static boolean refuse(ServerId id, String reason) {
        LOG.warn("server {} is turned away: {}", id, reason);
        return false;
    }

    /**
     * Whether a term that has lasted for a while cannot have this voter as a follower, because it
     * has promised a later epoch: to another leader that came to nothing, or to itself. Only a new
     * epoch brings it back.
     */
    boolean isBehind(ZabMessage.LearnerInfo info) {
        return step == Step.DONE
                && Zxid.epoch(info.zxid()) > epoch
                && server.timing().now() - since > server.timing().syncNanos();
    }

    private void connect(ServerId id, long acceptedEpoch) {
        epoch = Math.max(epoch, acceptedEpoch + 1);
        if (server.ensemble().votes(id)) {
            connected.add(id);
        }
        if (!connected.contains(server.ensemble().self())
                || !server.ensemble().decideNow(connected, isAlone())) {
            return;
        }
        promiseTicket = server.ledger().promise(epoch);
        broadcast.prepare(epoch);
        next(Step.PROMISING);
        for (LearnerFeed feed : feeds) {
            if (feed.stage() == LearnerFeed.Stage.PROMISING) {
                announce(feed);
            }
        }
        agree();
    }

    /**
     * The epoch is told before this server's own promise is on disk, so that the learners write
     * theirs meanwhile; it counts itself only then. If it dies before, the epoch has neither a
     * leader nor a history, and may be told again.
     */
    private void announce(LearnerFeed feed) {
        server.out()
                .send(
                        feed.link(),
                        new ZabMessage.LeaderInfo(Zxid.of(epoch, 0), ZabMessage.PROTOCOL_VERSION),
                        0);
    }

    /** A learner has promised the epoch; false if it must go. */
    boolean promised(LearnerFeed feed, ZabMessage.AckEpoch ack) {
        if (feed.stage() != LearnerFeed.Stage.PROMISING || step == Step.CONNECTING) {
            return false;
        }
        boolean counted = ack.currentEpoch() != -1;
        if (step == Step.PROMISING
                && counted
                && server.rules()
                        .history()
                        .isAhead(ack.currentEpoch(), ack.zxid(), summaryEpoch, summaryZxid)) {
            return refuse(
                    feed.id(),
                    "its history (epoch %d, %s) goes further than this leader's (epoch %d, %s)"
                            .formatted(
                                    ack.currentEpoch(),
                                    Zxid.text(ack.zxid()),
                                    summaryEpoch,
                                    Zxid.text(summaryZxid)));
        }
        feed.promised(ack.zxid());
        if (step != Step.PROMISING) {
            feed.begin();
        } else if (counted && ack.zxid() != -1 && !feed.observer()) {
            promise(feed.id());
        }
        return true;
    }

    private void promise(ServerId id) {
        if (server.ensemble().votes(id)) {
            promised.add(id);
        }
        agree();
    }

    /** Enters the epoch once a quorum has promised it, this server among them. */
    private void agree() {
        ServerId self = server.ensemble().self();
        Ledger ledger = server.ledger();
        if (ledger.durable() >= promiseTicket
                && ledger.trusted()
                && server.ensemble().votes(self)) {
            promised.add(self);
        }
        if (!promised.contains(self) || !server.ensemble().decideNow(promised, isAlone())) {
            return;
        }
        epochTicket = server.ledger().establish(epoch);
        next(Step.ACCEPTING);
        for (LearnerFeed feed : feeds) {
            if (feed.stage() == LearnerFeed.Stage.WAITING) {
                feed.begin();
            }
        }
    }

    /**
     * A learner has the history of the epoch. An observer may have a vote in a configuration that
     * comes with the epoch.
     */
    void accepted(LearnerFeed feed) {
        accepted.add(feed.id());
    }

    /** A learner is gone: only those still there count. */
    void lost(LearnerFeed feed) {
        if (feed.id() != null) {
            connected.remove(feed.id());
            promised.remove(feed.id());
            accepted.remove(feed.id());
        }
    }

    /** True once, when a quorum has the history of the epoch. */
    boolean complete() {
        if (step == Step.PROMISING) {
            agree();
        }
        if (step != Step.ACCEPTING) {
            return false;
        }
        if (server.ledger().durable() >= epochTicket) {
            accepted.add(server.ensemble().self());
        }
        if (accepted.contains(server.ensemble().self())
                && server.ensemble().decide(accepted, isAlone())) {
            next(Step.DONE);
            return true;
        }
        return false;
    }

    /** Whether no voter has come; one that has not said who it is may be one. */
    private boolean isAlone() {
        return feeds.stream().allMatch(LearnerFeed::observer);
    }

    /** True if a step takes longer than it may. */
    boolean late() {
        return step != Step.DONE && server.timing().now() - since > server.timing().initNanos();
    }

    private void next(Step following) {
        step = following;
        since = server.timing().now();
    }

    Set<ServerId> acceptedBy() {
        return accepted;
    }

    long epoch() {
        return epoch;
    }
}
