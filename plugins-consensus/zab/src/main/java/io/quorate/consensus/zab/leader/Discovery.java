package io.quorate.consensus.zab.leader;

import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.leader.Broadcast;
import io.quorate.consensus.kit.leader.Refusals;
import io.quorate.consensus.kit.leader.TermStart;
import io.quorate.consensus.kit.leader.Voices;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new leader's way to its epoch: a quorum introduces itself, the epoch is promised, a quorum
 * promises it, a quorum accepts the history. Each is a quorum of the configuration in force and of
 * a newer one that is in the log: if that has been decided without this server's knowledge, a
 * leader may have begun an epoch with the voters of the newer one alone.
 *
 * <p>Source: spec quorum-protocol sections 10.3, 11.6.
 */
final class Discovery implements TermStart {

    private enum Step {
        CONNECTING,
        PROMISING,
        ACCEPTING,
        DONE
    }

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    /** Where the history of this server ends, as it is compared with that of learners. */
    private record Summary(long epoch, long zxid) {}

    private final Server server;
    private final Collection<? extends LearnerFeed> feeds;
    private final Broadcast broadcast;
    private final Voices connected = new Voices();
    private final Voices promised = new Voices();
    private final Voices accepted = new Voices();
    private final Refusals refusals;
    private Step step = Step.CONNECTING;
    private long epoch;

    @SuppressWarnings("NullAway.Init") // given by start, which is called first
    private Summary summary;

    /** What must be on the disk of this server before it counts itself in the step. */
    private long ticket;

    private long since;

    Discovery(
            Server server,
            Collection<? extends LearnerFeed> feeds,
            Broadcast broadcast,
            Refusals refusals) {
        this.server = server;
        this.feeds = feeds;
        this.broadcast = broadcast;
        this.refusals = refusals;
    }

    @Override
    public boolean start() {
        DurableState durableState = server.durableState();
        summary = new Summary(durableState.epochForVotes(), durableState.zxidForVotes());
        since = server.timing().now();
        epoch = server.promises().next(durableState.accepted());
        if (epoch > Zxid.EPOCH_MAX) {
            LOG.error(
                    "epoch {} was the last one: no leader can begin another; the data must be brought into a new ensemble",
                    Zxid.EPOCH_MAX);
            return false;
        }
        connect(server.ensemble().self(), null);
        return true;
    }

    /** A learner introduces itself; false if it must go. */
    boolean introduced(LearnerFeed feed, ServerId id, ZabMessage.LearnerInfo info) {
        String objection =
                feed.stage() == LearnerFeed.Stage.GREETING
                        ? objection(info, server.ensemble().committed().version())
                        : "it introduces itself twice";
        long claimed = Zxid.epoch(info.zxid());
        if (objection == null && step == Step.CONNECTING) {
            objection = objection(claimed);
        }
        if (objection != null) {
            return refusals.refuse(id, objection);
        }
        feed.introduced(id, info.observer());
        feed.knows(info.configVersion());
        if (step == Step.CONNECTING) {
            epoch = Math.max(epoch, claimed + 1);
            connect(id, feed);
        } else {
            announce(feed);
        }
        return true;
    }

    /** Nobody can make this leader use up the epochs there are. */
    private @Nullable String objection(long claimed) {
        long own = server.durableState().accepted();
        return server.rules().epochBound().admits(claimed, own)
                ? null
                : "it says it has promised epoch %d, too far from the %d of this leader to be true"
                        .formatted(claimed, own);
    }

    /** Why a learner cannot be taken, in words for the operator; null if it can. */
    static @Nullable String objection(ZabMessage.LearnerInfo info, long configVersion) {
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

    /** Whether a server that has promised this epoch can never follow this term. */
    boolean isBehind(long claimed) {
        return step == Step.DONE && claimed > epoch;
    }

    /**
     * Whether the term is no longer young: one that has just begun is not ended for a latecomer.
     */
    boolean hasLasted() {
        return step == Step.DONE && server.timing().now() - since > server.timing().syncNanos();
    }

    /**
     * A server is there.
     *
     * @param feed null = this one
     */
    private void connect(ServerId id, @Nullable LearnerFeed feed) {
        if (server.ensemble().promises(id, feed != null && feed.observer())) {
            connected.add(id, feed);
        }
        if (!connected.contains(server.ensemble().self())
                || !server.ensemble().decide(connected.servers(), isAlone())) {
            return;
        }
        ticket = server.durableState().promise(epoch);
        broadcast.prepare(epoch);
        next(Step.PROMISING);
        for (LearnerFeed waiting : feeds) {
            if (waiting.stage() == LearnerFeed.Stage.PROMISING) {
                announce(waiting);
            }
        }
        agree();
    }

    /**
     * The epoch is sent before this server's own promise is on disk, so that the learners write
     * theirs meanwhile; it counts itself only then. If it dies before, the epoch has neither a
     * leader nor a history, and may be sent again.
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
                        .isAhead(ack.currentEpoch(), ack.zxid(), summary.epoch(), summary.zxid())) {
            return refusals.refuse(
                    feed.id(),
                    "its history (epoch %d, %s) goes further than this leader's (epoch %d, %s)"
                            .formatted(
                                    ack.currentEpoch(),
                                    Zxid.text(ack.zxid()),
                                    summary.epoch(),
                                    Zxid.text(summary.zxid())));
        }
        if (step == Step.PROMISING && ack.zxid() >= Zxid.of(epoch, 0)) {
            return refusals.refuse(
                    feed.id(),
                    "it has %s, of an epoch that another leader must have begun"
                            .formatted(Zxid.text(ack.zxid())));
        }
        feed.promised(ack.zxid(), ack.currentEpoch());
        if (step != Step.PROMISING) {
            feed.begin();
        } else if (counted && ack.zxid() != -1) {
            promise(feed);
        }
        return true;
    }

    private void promise(LearnerFeed feed) {
        if (server.ensemble().promises(feed.id(), feed.observer())) {
            promised.add(feed.id(), feed);
        }
        agree();
    }

    /** Enters the epoch once a quorum has promised it, this server among them. */
    private void agree() {
        ServerId self = server.ensemble().self();
        DurableState durableState = server.durableState();
        if (durableState.durable() >= ticket
                && durableState.trusted()
                && server.ensemble().promises(self, false)) {
            promised.add(self, null);
        }
        if (!promised.contains(self) || !server.ensemble().decide(promised.servers(), isAlone())) {
            return;
        }
        ticket = server.durableState().establish(epoch);
        server.divergence().leads(epoch);
        next(Step.ACCEPTING);
        for (LearnerFeed feed : feeds) {
            if (feed.stage() == LearnerFeed.Stage.WAITING) {
                feed.begin();
            }
        }
    }

    /** An observer may have a vote in a configuration that comes with the epoch. */
    @Override
    public void accepted(LearnerFeed feed) {
        accepted.add(feed.id(), feed);
    }

    @Override
    public void lost(LearnerFeed feed) {
        connected.remove(feed);
        promised.remove(feed);
        accepted.remove(feed);
    }

    @Override
    public boolean complete() {
        if (step == Step.PROMISING) {
            agree();
        }
        if (step != Step.ACCEPTING) {
            return false;
        }
        if (server.durableState().durable() >= ticket) {
            accepted.add(server.ensemble().self(), null);
        }
        if (accepted.contains(server.ensemble().self())
                && server.ensemble().decide(accepted.servers(), isAlone())) {
            next(Step.DONE);
            return true;
        }
        return false;
    }

    /** Whether no voter has come; one that has not named itself may be one. */
    private boolean isAlone() {
        return feeds.stream().allMatch(LearnerFeed::observer);
    }

    @Override
    public boolean late() {
        return step != Step.DONE && server.timing().now() - since > server.timing().initNanos();
    }

    @Override
    public long missedNanos(ServerId voter) {
        return step == Step.CONNECTING && !connected.contains(voter)
                ? server.timing().now() - since
                : 0;
    }

    private void next(Step following) {
        step = following;
        since = server.timing().now();
    }

    @Override
    public Set<ServerId> acceptedBy() {
        return accepted.servers();
    }

    @Override
    public long epoch() {
        return epoch;
    }
}
