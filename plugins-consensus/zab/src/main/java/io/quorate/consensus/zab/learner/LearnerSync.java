package io.quorate.consensus.zab.learner;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.zab.state.DurableState;
import io.quorate.consensus.zab.state.Ensemble;
import io.quorate.consensus.zab.state.Server;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A learner's way into step, from its introduction to UPTODATE. A difference is logged as it comes,
 * since it only adds; a tree and what stands behind it stay invisible until the leader says that
 * the history is complete, and are then installed together with the epoch. Commits are provisional
 * until UPTODATE.
 *
 * <p>Source: spec quorum-protocol sections 10.2 and 12, consensus SPI C2 to C4.
 */
final class LearnerSync {

    private enum Step {
        GREETED,
        PROMISED,
        HISTORY,
        ACCEPTED,
        DONE
    }

    private static final Logger LOG = LoggerFactory.getLogger(LearnerSync.class);
    private static final byte[] NOTHING = {};

    private final Server server;
    private final Upstream upstream;
    private final boolean observer;
    private final Consumer<String> failure;
    private final Inbox inbox;
    private final ReceivedHistory history = new ReceivedHistory();
    private final ReceivedMemberships memberships;
    private Step step = Step.GREETED;
    private boolean failed;
    private long epoch;
    private boolean announcedNothing;
    private StagedTree tree;

    /**
     * A new try.
     *
     * @param failure called once with the reason why it came to nothing
     */
    LearnerSync(Server server, Upstream upstream, boolean observer, Consumer<String> failure) {
        this.server = server;
        this.upstream = upstream;
        this.observer = observer;
        this.failure = failure;
        inbox = new Inbox(server.out(), upstream.link());
        memberships = new ReceivedMemberships(server.ensemble());
    }

    void introduce() {
        long promised = Zxid.of(server.durableState().accepted(), 0);
        Ensemble ensemble = server.ensemble();
        long version = ensemble.committed().version();
        server.out()
                .send(
                        upstream.link(),
                        new ZabMessage.LearnerInfo(
                                observer,
                                promised,
                                ensemble.self(),
                                ZabMessage.PROTOCOL_VERSION,
                                version));
    }

    /** Takes a message; while history is being reset it waits. */
    void received(ZabMessage message) {
        inbox.add(message);
        drain();
    }

    private void drain() {
        while (!inbox.isPaused() && !failed && step != Step.DONE && !inbox.isEmpty()) {
            take(inbox.poll());
        }
    }

    private void take(ZabMessage message) {
        switch (message) {
            case ZabMessage.Proposal it -> proposal(it.zxid(), it.txn(), it.membership());
            case ZabMessage.Commit it -> commit(it.zxid());
            case ZabMessage.SnapshotBytes it -> stage(it.bytes(), false);
            case ZabMessage.SnapshotEnd it -> stage(NOTHING, true);
            case ZabMessage.Inform it -> {
                proposal(it.zxid(), it.txn(), it.membership());
                commit(it.zxid());
            }
            case ZabMessage.CommitAndActivate it -> {
                commit(it.zxid());
                memberships.decided(it.zxid(), it.designated());
            }
            case ZabMessage.InformAndActivate it -> {
                proposal(it.zxid(), it.txn(), it.membership());
                commit(it.zxid());
                memberships.decided(it.zxid(), it.designated());
            }
            case ZabMessage.LeaderInfo it -> promise(it);
            case ZabMessage.Diff it -> difference();
            case ZabMessage.Trunc it -> cut(it.zxid());
            case ZabMessage.Snap it -> copy(it.zxid());
            case ZabMessage.NewLeader it -> accept(it);
            case ZabMessage.UpToDate it -> finish();
            default -> {} // pings are not answered before UPTODATE
        }
    }

    private void promise(ZabMessage.LeaderInfo info) {
        DurableState durableState = server.durableState();
        epoch = Zxid.epoch(info.zxid());
        if (step != Step.GREETED || epoch > Zxid.EPOCH_MAX) {
            fail("epoch " + epoch + " was offered out of turn, or is none");
            return;
        }
        if (epoch < durableState.accepted()) {
            differs(
                    epoch < durableState.current(),
                    "epoch "
                            + epoch
                            + " was offered, but "
                            + durableState.accepted()
                            + " is promised");
            return;
        }
        step = Step.PROMISED;
        boolean again = epoch == durableState.accepted();
        int before = (int) durableState.current();
        if (!again) {
            durableState.promise(epoch);
        }
        // A storage that cannot cut where the last leader wanted needs a whole tree, as an empty
        // server does, and so does one that may lack what it once had; that one does not count.
        announcedNothing = durableState.cutRefused() || !durableState.trusted();
        ZabMessage.AckEpoch ack =
                !durableState.trusted()
                        ? new ZabMessage.AckEpoch(-1, -1)
                        : announcedNothing
                                ? new ZabMessage.AckEpoch(0, -1)
                                : new ZabMessage.AckEpoch(durableState.last(), again ? -1 : before);
        server.out().send(upstream.link(), ack, durableState.ticket());
    }

    private boolean begins(String what) {
        if (step != Step.PROMISED) {
            fail("history came out of turn");
            return false;
        }
        step = Step.HISTORY;
        LOG.info(
                "server {}, whose log ends with {}, gets {}",
                server.ensemble().self(),
                Zxid.text(server.durableState().last()),
                what);
        return true;
    }

    private void difference() {
        if (begins("the difference")) {
            history.startAt(server.durableState().last());
            if (announcedNothing && (history.last() != 0 || !server.durableState().trusted())) {
                fail("a whole tree was needed, a difference came");
            }
        }
    }

    private void cut(long after) {
        DurableState durableState = server.durableState();
        if (!begins("a cut at " + Zxid.text(after))) {
            return;
        }
        if (after > durableState.last() || announcedNothing) {
            fail(
                    "to be cut at "
                            + Zxid.text(after)
                            + ", but the log ends with "
                            + Zxid.text(durableState.last()));
        } else if (upstream.master() && after < durableState.floor()) {
            fail("this server has more than the master it follows");
        } else if (!server.rules().cut().allows(after, durableState.floor())) {
            differs(
                    true,
                    "the leader cuts at "
                            + Zxid.text(after)
                            + ", but "
                            + Zxid.text(durableState.floor())
                            + " is committed here");
        } else {
            history.startAt(after);
            if (after < durableState.last()) {
                durableState.truncate(after);
                inbox.pause(true);
            }
        }
    }

    private void copy(long zxid) {
        if (begins("the tree of " + Zxid.text(zxid))) {
            tree = new StagedTree(server.out(), server.out().nextId());
            history.startWithTree(zxid);
        }
    }

    private void stage(byte[] bytes, boolean end) {
        if (tree == null || step != Step.HISTORY) {
            fail("a tree came out of turn");
            return;
        }
        tree.add(bytes, end);
    }

    private void proposal(long zxid, byte[] txn, Membership membership) {
        if (step != Step.HISTORY && step != Step.ACCEPTED) {
            fail("a transaction came out of turn");
            return;
        }
        if (history.isInTree(zxid)) {
            return;
        }
        long last = history.last();
        if (!server.rules().continuity().follows(last, zxid)) {
            fail("transaction " + Zxid.text(zxid) + " does not follow " + Zxid.text(last));
            return;
        }
        if (membership != null) {
            memberships.proposed(zxid, membership);
        }
        LogEntry entry = new LogEntry(zxid, txn);
        if (tree != null) {
            tree.add(entry);
            history.add(zxid, 0);
        } else {
            history.add(zxid, server.durableState().append(entry));
        }
    }

    private void commit(long zxid) {
        long last = history.last();
        if (zxid > last) {
            fail("commit of " + Zxid.text(zxid) + ", but only " + Zxid.text(last) + " was sent");
            return;
        }
        history.decide(zxid, step != Step.HISTORY);
    }

    private void accept(ZabMessage.NewLeader offer) {
        if (step != Step.HISTORY || Zxid.epoch(offer.zxid()) != epoch) {
            fail(
                    "the history of epoch "
                            + Zxid.epoch(offer.zxid())
                            + " is said to be complete, but "
                            + epoch
                            + " was promised");
            return;
        }
        memberships.announced(offer.membership());
        if (tree == null) {
            server.durableState().establish(epoch);
            accepted();
        } else {
            inbox.pause(true);
            install();
        }
    }

    void snapshotStaged(ConsensusEvent.SnapshotStaged answer) {
        if (tree == null || answer.transfer() != tree.transfer() || failed) {
            return;
        }
        if (!answer.ok()) {
            tree = null;
            fail("the tree was refused");
            return;
        }
        tree.completed();
        if (inbox.isPaused()) {
            install();
        }
    }

    private void install() {
        if (!tree.isComplete()) {
            return;
        }
        long last = history.last();
        if (upstream.master() && last < server.durableState().floor()) {
            fail("this server has more than the master it follows");
            return;
        }
        if (server.divergence().isWithdrawn()) {
            differs(true, "the ensemble's history would replace another one");
            return;
        }
        if (!server.rules().cut().allows(last, server.durableState().floor())) {
            differs(
                    true,
                    "the leader's history ends with "
                            + Zxid.text(last)
                            + ", but "
                            + Zxid.text(server.durableState().floor())
                            + " is committed here");
            return;
        }
        server.durableState().install(tree.transfer(), history.treeZxid(), epoch);
    }

    void historyReset(ConsensusEvent.HistoryReset answer) {
        if (!inbox.isPaused() || server.durableState().resetting() || failed) {
            return;
        }
        if (!answer.ok()) {
            fail("the storage cannot cut its history there");
            return;
        }
        if (answer.lastZxid() != history.last()) {
            fail(
                    "the history ends with "
                            + Zxid.text(answer.lastZxid())
                            + " and not with "
                            + Zxid.text(history.last()));
            return;
        }
        if (tree != null) {
            tree = null;
            accepted();
        }
        inbox.pause(false);
        drain();
    }

    private void accepted() {
        step = Step.ACCEPTED;
        server.divergence().ended();
        server.durableState().trust();
        server.out()
                .send(
                        upstream.link(),
                        new ZabMessage.Ack(Zxid.of(epoch, 0)),
                        server.durableState().ticket());
    }

    private void finish() {
        if (step != Step.ACCEPTED) {
            fail("up to date before the history was complete");
            return;
        }
        step = Step.DONE;
        server.durableState().commit(history.decided());
        memberships.putInForce(history.decided());
    }

    /** The leader named by a reconfiguration that was put in force just now; null if none. */
    ServerId designated() {
        return memberships.designated();
    }

    /** Whether the leader may go on under the configuration that came with the epoch. */
    boolean keepsLeader() {
        return memberships.keeps(upstream.leader());
    }

    /** Acknowledges what was proposed beside the history, as it becomes durable. */
    void acknowledgeRest() {
        if (!observer) {
            history.acknowledgeRest(server.out(), upstream.link());
        }
    }

    /** What came behind UPTODATE while this waited; null if there is no more. */
    ZabMessage nextHeld() {
        return inbox.poll();
    }

    /** This leader cannot be followed with what is here. */
    private void differs(boolean history, String reason) {
        server.divergence().met(upstream.leader(), server.ensemble().self(), epoch, history);
        fail(reason);
    }

    private void fail(String reason) {
        if (!failed) {
            failed = true;
            failure.accept(reason);
        }
    }

    /** Gives up what is not installed. */
    void abandon() {
        if (tree != null && step != Step.DONE && !server.durableState().resetting()) {
            tree.cancel();
        }
    }

    /** True once UPTODATE came. */
    boolean done() {
        return step == Step.DONE && !failed;
    }

    /** True once the history of the epoch is here. */
    boolean hasHistory() {
        return step == Step.ACCEPTED || step == Step.DONE;
    }

    boolean isPaused() {
        return inbox.isPaused();
    }

    long epoch() {
        return epoch;
    }

    /** Configurations that were proposed and are not decided. */
    Map<Long, Membership> reconfigs() {
        return memberships.underWay();
    }
}
