package io.quorate.consensus.multipaxos.leader;

import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.leader.Broadcast;
import io.quorate.consensus.kit.leader.Refusals;
import io.quorate.consensus.kit.leader.TermStart;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.kit.state.Timing;
import io.quorate.consensus.multipaxos.history.PaxosFeed;
import io.quorate.consensus.multipaxos.state.Acceptor;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import java.util.Collection;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new leader's way to a ballot: a quorum is connected, a quorum promises the ballot, the leader
 * takes over the history that is to be kept, a quorum accepts that. Each is a quorum of the
 * configuration in force and of a newer one that is in the log.
 *
 * <p>The history to be kept is fixed by the first quorum of promises, and no learner is sent
 * anything before this server has all of it. Source: spec multi-paxos sections 4 and 5.
 */
final class PhaseOne implements TermStart {

    private enum Step {
        CONNECTING,
        PROMISING,
        FETCHING,
        ACCEPTING,
        DONE
    }

    private static final Logger LOG = LoggerFactory.getLogger(PhaseOne.class);

    /** A voter that may not promise yet is asked again after this time or later. */
    private static final long ASK_AGAIN_NANOS = Timing.nanos(10);

    private final Server server;
    private final Acceptor acceptor;
    private final PaxosRules rules;
    private final long clusterId;
    private final Collection<PaxosFeed> feeds;
    private final Broadcast broadcast;
    private final Refusals refusals;
    private final Quorums quorums = new Quorums();
    private Step step = Step.CONNECTING;
    private long epoch;
    private long since;
    private Fetching fetching;

    /** A way that has not begun. */
    PhaseOne(Parts parts, Collection<PaxosFeed> feeds, Broadcast broadcast, Refusals refusals) {
        this.server = parts.server();
        this.acceptor = parts.acceptor();
        this.rules = parts.rules();
        this.clusterId = parts.settings().clusterId();
        this.feeds = feeds;
        this.broadcast = broadcast;
        this.refusals = refusals;
    }

    @Override
    public boolean start() {
        since = server.timing().now();
        epoch = server.promises().next(acceptor.promisedEpoch());
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
    boolean introduced(PaxosFeed feed, ServerId id, PaxosMessage.Hello hello) {
        String objection = objection(feed, hello);
        if (objection != null) {
            return refusals.refuse(id, objection);
        }
        feed.introduced(id, hello.observer());
        feed.knows(hello.configVersion());
        if (step == Step.CONNECTING) {
            epoch = Math.max(epoch, hello.promisedEpoch() + 1);
            connect(id, feed);
        } else {
            prepare(feed);
        }
        return true;
    }

    private String objection(PaxosFeed feed, PaxosMessage.Hello hello) {
        if (feed.stage() != LearnerFeed.Stage.GREETING) {
            return "it introduces itself twice";
        }
        long version = server.ensemble().committed().version();
        if (hello.configVersion() > version) {
            return "its configuration has the version %x and this leader's only %x, so their member lines differ"
                    .formatted(hello.configVersion(), version);
        }
        if (step == Step.CONNECTING
                && !server.rules()
                        .epochBound()
                        .admits(hello.promisedEpoch(), acceptor.promisedEpoch())) {
            return "it says it has promised epoch %d, too far from the %d of this leader to be true"
                    .formatted(hello.promisedEpoch(), acceptor.promisedEpoch());
        }
        return null;
    }

    /** Whether a voter can never follow this term, because of what it has promised. */
    boolean isBehind(PaxosMessage.Hello hello) {
        boolean higher =
                hello.promisedEpoch() > epoch
                        || hello.promisedEpoch() == epoch
                                && !server.ensemble().self().equals(hello.promisedTo());
        return step == Step.DONE && higher;
    }

    /** Whether the term is no longer young. */
    boolean hasLasted() {
        return step == Step.DONE && server.timing().now() - since > server.timing().syncNanos();
    }

    /** A server is there, with a feed unless it is this one. */
    private void connect(ServerId id, PaxosFeed feed) {
        if (server.ensemble().promises(id, feed != null && feed.observer())) {
            quorums.connected.add(id, feed);
        }
        promiseSelf();
    }

    /** Once a quorum is there, and no lease of another leader is in the way. */
    private void promiseSelf() {
        ServerId self = server.ensemble().self();
        if (step != Step.CONNECTING || !isConnected() || acceptor.waitNanos(self) > 0) {
            return;
        }
        quorums.ticket = acceptor.promise(epoch, self);
        next(Step.PROMISING);
        for (PaxosFeed waiting : feeds) {
            if (waiting.stage() == LearnerFeed.Stage.PROMISING) {
                prepare(waiting);
            }
        }
        agree();
    }

    private boolean isConnected() {
        return quorums.connected.contains(server.ensemble().self())
                && server.ensemble().decide(quorums.connected.servers(), isAlone());
    }

    @Override
    public long missedNanos(ServerId voter) {
        return step == Step.CONNECTING && !quorums.connected.contains(voter) && !isConnected()
                ? server.timing().now() - since
                : 0;
    }

    /**
     * The ballot is told before this server's own promise is on disk, so that the others write
     * theirs meanwhile; it counts itself only then. If it dies before, the ballot has no history,
     * and may be told again.
     */
    private void prepare(PaxosFeed feed) {
        server.out()
                .send(
                        feed.link(),
                        new PaxosMessage.Prepare(clusterId, epoch, server.ensemble().self()));
    }

    /** A learner has promised the ballot; false if it must go. */
    boolean promised(PaxosFeed feed, PaxosMessage.Promise promise) {
        if (feed.stage() != LearnerFeed.Stage.PROMISING
                || step == Step.CONNECTING
                || promise.epoch() != epoch
                || promise.acceptedEpoch() > epoch) {
            return false;
        }
        feed.stands(
                promise.last(), promise.acceptedEpoch(), promise.committed(), promise.needsTree());
        if (step == Step.ACCEPTING || step == Step.DONE) {
            feed.begin();
        } else if (rules.recovery().counts(promise.counted())) {
            quorums.promises.put(feed, promise);
            count(feed);
            agree();
        }
        return true;
    }

    private void count(LearnerFeed feed) {
        if (isCounted(feed)) {
            quorums.promised.add(feed.id(), feed);
        }
    }

    private boolean isCounted(LearnerFeed feed) {
        return server.ensemble().promises(feed.id(), feed.observer());
    }

    /** A learner cannot promise the ballot; false if it must go. */
    boolean refused(PaxosFeed feed, PaxosMessage.Nack nack) {
        if (nack.waitMillis() <= 0 || feed.stage() != LearnerFeed.Stage.PROMISING) {
            return false;
        }
        quorums.askAgainAt.put(
                feed,
                server.timing().clockNanos()
                        + Math.max(ASK_AGAIN_NANOS, Timing.nanos(nack.waitMillis())));
        return true;
    }

    /** Time goes on. */
    void tick() {
        promiseSelf();
        if (quorums.askAgainAt.isEmpty()) {
            return;
        }
        long now = server.timing().clockNanos();
        for (PaxosFeed feed : feeds) {
            Long at = quorums.askAgainAt.get(feed);
            if (at != null && at <= now) {
                quorums.askAgainAt.remove(feed);
                prepare(feed);
            }
        }
    }

    /** A quorum has promised the ballot, this server among them: its history is fixed. */
    private void agree() {
        ServerId self = server.ensemble().self();
        DurableState durableState = server.durableState();
        if (durableState.durable() >= quorums.ticket
                && durableState.trusted()
                && server.ensemble().promises(self, false)) {
            quorums.promised.add(self, null);
        }
        boolean quorum = server.ensemble().decide(quorums.promised.servers(), isAlone());
        if (step != Step.PROMISING
                || !quorums.promised.contains(self)
                || !rules.recovery().isComplete(quorum)) {
            return;
        }
        PaxosFeed best = best();
        if (best == null) {
            enterEpoch();
            return;
        }
        next(Step.FETCHING);
        LOG.info(
                "server {}, whose log ends with {}, fetches that of server {}, which ends with {}",
                self,
                Zxid.text(durableState.last()),
                best.id(),
                Zxid.text(best.position()));
        Membership before = server.ensemble().seen();
        long from = quorums.promises.get(best).acceptedEpoch();
        fetching = new Fetching(server, best, from, () -> fetched(before));
        fetching.introduce();
    }

    /**
     * The log to be kept is here. If a newer configuration came with it, what is chosen behind that
     * may be known to a quorum of that one alone: it must promise as well, and may have more.
     */
    private void fetched(Membership before) {
        fetching = null;
        if (server.ensemble().seen() == before) {
            enterEpoch();
            return;
        }
        next(Step.PROMISING);
        quorums.promises.keySet().forEach(this::count);
        agree();
    }

    /** Whose history is to be kept; null if that of this server. */
    private PaxosFeed best() {
        DurableState durableState = server.durableState();
        PaxosFeed best = null;
        long bestEpoch = durableState.current();
        long bestLast = durableState.last();
        for (PaxosFeed feed : feeds) {
            PaxosMessage.Promise promise = quorums.promises.get(feed);
            if (promise != null
                    && isCounted(feed)
                    && rules.recovery()
                            .isBetter(
                                    promise.acceptedEpoch(), promise.last(), bestEpoch, bestLast)) {
                best = feed;
                bestEpoch = promise.acceptedEpoch();
                bestLast = promise.last();
            }
        }
        return best;
    }

    /** This server has the whole history of the ballot: it accepts it, and learners follow. */
    private void enterEpoch() {
        quorums.ticket = server.durableState().establish(epoch);
        server.divergence().leads(epoch);
        broadcast.prepare(epoch);
        next(Step.ACCEPTING);
        for (PaxosFeed feed : feeds) {
            if (feed.stage() == LearnerFeed.Stage.WAITING) {
                feed.begin();
            }
        }
    }

    /** What is fetched from a learner now; null if nothing is. */
    Fetching fetching() {
        return fetching;
    }

    @Override
    public void accepted(LearnerFeed feed) {
        quorums.accepted.add(feed.id(), feed);
    }

    @Override
    public void lost(LearnerFeed feed) {
        quorums.lost(feed);
        if (fetching != null && fetching.isFrom(feed)) {
            server.turn().look("the server whose log is to be kept is gone");
        }
    }

    @Override
    public boolean complete() {
        if (step == Step.PROMISING) {
            agree();
        }
        if (step != Step.ACCEPTING) {
            return false;
        }
        if (server.durableState().durable() >= quorums.ticket) {
            quorums.accepted.add(server.ensemble().self(), null);
        }
        if (quorums.accepted.contains(server.ensemble().self())
                && server.ensemble().decide(quorums.accepted.servers(), isAlone())) {
            next(Step.DONE);
            return true;
        }
        return false;
    }

    /** Whether no voter has come; one that has not said who it is may be one. */
    private boolean isAlone() {
        return feeds.stream().allMatch(LearnerFeed::observer);
    }

    @Override
    public boolean late() {
        return step != Step.DONE && server.timing().now() - since > server.timing().initNanos();
    }

    private void next(Step following) {
        step = following;
        since = server.timing().now();
    }

    @Override
    public Set<ServerId> acceptedBy() {
        return quorums.accepted.servers();
    }

    @Override
    public long epoch() {
        return epoch;
    }

    /** Gives back what is fetched. */
    void release() {
        if (fetching != null) {
            fetching.abandon();
        }
    }
}
