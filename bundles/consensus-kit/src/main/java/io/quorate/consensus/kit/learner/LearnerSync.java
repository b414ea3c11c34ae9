package io.quorate.consensus.kit.learner;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Server;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.PeerMessage;
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
public abstract class LearnerSync {

    private enum Step {
        GREETED,
        PROMISED,
        HISTORY,
        ACCEPTED,
        DONE
    }

    private static final Logger LOG = LoggerFactory.getLogger(LearnerSync.class);

    private final Server server;
    private final Upstream upstream;
    private final LeaderWords words;
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
     * @param failure told once why it came to nothing
     */
    protected LearnerSync(
            Server server, Upstream upstream, LeaderWords words, Consumer<String> failure) {
        this.server = server;
        this.words = words;
        this.upstream = upstream;
        this.failure = failure;
        inbox = new Inbox(server.out(), upstream.link());
        memberships = new ReceivedMemberships(server.ensemble());
    }

    /** Says who this server is. */
    public abstract void introduce();

    /** Takes a message of the leader. */
    protected abstract void take(PeerMessage message);

    /** Takes a message; while history is being reset it waits. */
    public void received(PeerMessage message) {
        inbox.add(message);
        drain();
    }

    private void drain() {
        while (!inbox.isPaused() && !failed && step != Step.DONE && !inbox.isEmpty()) {
            take(inbox.poll());
        }
    }

    /**
     * An epoch is offered; false if this server cannot enter it.
     *
     * @param least the lowest epoch it can enter
     */
    protected boolean offered(long offered, long least) {
        DurableState durableState = server.durableState();
        epoch = offered;
        if (step != Step.GREETED || epoch > Zxid.EPOCH_MAX) {
            fail("epoch " + epoch + " was offered out of turn, or is none");
            return false;
        }
        if (epoch < least) {
            differs(
                    epoch < durableState.current(),
                    "epoch " + epoch + " was offered, but " + least + " is promised");
            return false;
        }
        step = Step.PROMISED;
        // A storage that cannot cut where the last leader wanted needs a whole tree, as an empty
        // server does, and so does one that may lack what it once had; that one does not count.
        announcedNothing = durableState.cutRefused() || !durableState.trusted();
        return true;
    }

    /** Whether only a whole tree can bring this server in step. */
    protected boolean needsTree() {
        return announcedNothing;
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

    /**
     * The own history is a prefix of the leader's; what it lacks follows.
     *
     * @param decided up to where it is decided
     */
    protected void difference(long decided) {
        if (begins("the difference")) {
            history.startAt(server.durableState().last(), decided);
            if (announcedNothing && (history.last() != 0 || !server.durableState().trusted())) {
                fail("a whole tree was needed, a difference came");
            }
        }
    }

    /**
     * What is behind this transaction goes; what the leader has there follows.
     *
     * @param decided up to where the rest is decided
     */
    protected void cut(long after, long decided) {
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
            history.startAt(after, decided);
            if (after < durableState.last()) {
                durableState.truncate(after);
                inbox.pause(true);
            }
        }
    }

    /** A whole tree follows. */
    protected void copy(long zxid) {
        if (begins("the tree of " + Zxid.text(zxid))) {
            tree = new StagedTree(server.out(), server.out().nextId());
            history.startWithTree(zxid);
        }
    }

    /** A piece of the tree came, or its end. */
    protected void stage(byte[] bytes, boolean end) {
        if (tree == null || step != Step.HISTORY) {
            fail("a tree came out of turn");
            return;
        }
        tree.add(bytes, end);
    }

    /** A transaction came. */
    protected void proposal(LogEntry entry, Membership membership) {
        long zxid = entry.zxid();
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
        memberships.proposed(zxid, membership, tree == null ? last : 0);
        if (tree != null) {
            tree.add(entry);
            history.add(zxid, 0);
        } else {
            history.add(zxid, server.durableState().append(entry));
        }
    }

    /** Everything up to here is decided. */
    protected void commit(long zxid) {
        long last = history.last();
        if (zxid > last) {
            fail("commit of " + Zxid.text(zxid) + ", but only " + Zxid.text(last) + " was sent");
            return;
        }
        history.decide(zxid, step != Step.HISTORY);
    }

    /** A reconfiguration is decided, and names a leader. */
    protected void activated(long zxid, ServerId leader) {
        commit(zxid);
        memberships.decided(zxid, leader);
    }

    /** The history of an epoch is complete. */
    protected void accept(long complete, Membership announced) {
        if (step != Step.HISTORY || complete != epoch) {
            fail(
                    "the history of epoch "
                            + complete
                            + " is said to be complete, but "
                            + epoch
                            + " was promised");
            return;
        }
        memberships.announced(announced);
        if (tree == null) {
            server.durableState().establish(epoch);
            accepted();
        } else {
            inbox.pause(true);
            install();
        }
    }

    /** A staged tree is verified, or was refused. */
    public void snapshotStaged(ConsensusEvent.SnapshotStaged answer) {
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

    /** The history was cut or replaced. */
    public void historyReset(ConsensusEvent.HistoryReset answer) {
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
        memberships.joined(epoch);
        server.divergence().ended();
        server.durableState().trust();
        entered();
    }

    /** The history of the epoch is here, durable with the last ticket. */
    protected void entered() {
        server.out().send(upstream.link(), words.accepted(epoch), server.durableState().ticket());
    }

    /** The epoch is established. */
    protected void finish() {
        if (step != Step.ACCEPTED) {
            fail("up to date before the history was complete");
            return;
        }
        step = Step.DONE;
        server.durableState().commit(history.decided());
        memberships.putInForce(history.decided());
    }

    /** The leader named by a reconfiguration that was put in force just now; null if none. */
    public ServerId designated() {
        return memberships.designated();
    }

    /** Whether the leader may go on under the configuration that came with the epoch. */
    public boolean keepsLeader() {
        return memberships.keeps(upstream.leader());
    }

    /** Acknowledges what was proposed beside the history, as it becomes durable. */
    public void acknowledgeRest() {
        history.acknowledgeRest(server.out(), upstream.link(), words);
    }

    /** What came behind UPTODATE while this waited; null if there is no more. */
    public PeerMessage nextHeld() {
        return inbox.poll();
    }

    /** This leader cannot be followed with what is here. */
    protected void differs(boolean history, String reason) {
        server.divergence().met(upstream.leader(), server.ensemble().self(), epoch, history);
        fail(reason);
    }

    /** This stay comes to nothing. */
    protected void fail(String reason) {
        if (!failed) {
            failed = true;
            failure.accept(reason);
        }
    }

    /** Gives up what is not installed. */
    public void abandon() {
        if (tree != null && step != Step.DONE && !server.durableState().resetting()) {
            tree.cancel();
        }
    }

    /** True once UPTODATE came. */
    public boolean done() {
        return step == Step.DONE && !failed;
    }

    /** True once the history of the epoch is here. */
    public boolean hasHistory() {
        return step == Step.ACCEPTED || step == Step.DONE;
    }

    /** Whether messages wait because the history is being replaced. */
    public boolean isPaused() {
        return inbox.isPaused();
    }

    /** Where the history stands that is being received. */
    protected long received() {
        return history.last();
    }

    protected Server server() {
        return server;
    }

    protected Upstream upstream() {
        return upstream;
    }

    /** The epoch that was offered. */
    public long epoch() {
        return epoch;
    }

    /** Configurations that were proposed and are not decided. */
    public Map<Long, Membership> reconfigs() {
        return memberships.underWay();
    }
}
