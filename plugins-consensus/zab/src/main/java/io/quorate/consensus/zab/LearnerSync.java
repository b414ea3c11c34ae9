package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkId;
import java.util.ArrayDeque;
import java.util.HashMap;
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

    /**
     * A proposal logged before UPTODATE, to be acknowledged after it. From NEWLEADER on the leader
     * waits for each, decided meanwhile or not; what was decided before belongs to the history.
     */
    private record Unacknowledged(long zxid, long ticket) {}

    private static final Logger LOG = LoggerFactory.getLogger(LearnerSync.class);
    private static final byte[] NOTHING = {};

    private final Server server;
    private final LinkId link;
    private final ServerId leader;
    private final boolean observer;
    private final boolean ofMaster;
    private final Consumer<String> failure;
    private final ArrayDeque<ZabMessage> held = new ArrayDeque<>();
    private final ArrayDeque<Unacknowledged> unacknowledged = new ArrayDeque<>();
    private final Map<Long, Membership> reconfigs = new HashMap<>();
    private Step step = Step.GREETED;
    private boolean paused;
    private boolean failed;
    private long epoch;
    private boolean announcedNothing;
    private long last;
    private long decided;
    private StagedTree tree;
    private long treeZxid;
    private Membership announced;
    private Membership activated;
    private ServerId designated;
    private Membership before;

    /**
     * A new try.
     *
     * @param ofMaster true if the other side is no leader and may lack what is decided
     */
    LearnerSync(
            Server server,
            LinkId link,
            ServerId leader,
            boolean observer,
            boolean ofMaster,
            Consumer<String> failure) {
        this.leader = leader;
        this.ofMaster = ofMaster;
        this.server = server;
        this.link = link;
        this.observer = observer;
        this.failure = failure;
    }

    void introduce() {
        long promised = Zxid.of(server.ledger().accepted(), 0);
        Ensemble ensemble = server.ensemble();
        long version = ensemble.committed().version();
        server.out()
                .send(
                        link,
                        new ZabMessage.LearnerInfo(
                                observer,
                                promised,
                                ensemble.self(),
                                ZabMessage.PROTOCOL_VERSION,
                                version));
    }

    /** Takes a message; while history is being reset it waits. */
    void received(ZabMessage message) {
        held.add(message);
        drain();
    }

    private void drain() {
        while (!paused && !failed && step != Step.DONE && !held.isEmpty()) {
            take(held.poll());
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
                activateLater(it.zxid(), it.designated());
            }
            case ZabMessage.InformAndActivate it -> {
                proposal(it.zxid(), it.txn(), it.membership());
                commit(it.zxid());
                activateLater(it.zxid(), it.designated());
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
        DurableState ledger = server.ledger();
        epoch = Zxid.epoch(info.zxid());
        if (step != Step.GREETED || epoch > Zxid.EPOCH_MAX) {
            fail("epoch " + epoch + " was offered out of turn, or is none");
            return;
        }
        if (epoch < ledger.accepted()) {
            differs(
                    epoch < ledger.current(),
                    "epoch " + epoch + " was offered, but " + ledger.accepted() + " is promised");
            return;
        }
        step = Step.PROMISED;
        boolean again = epoch == ledger.accepted();
        int before = (int) ledger.current();
        if (!again) {
            ledger.promise(epoch);
        }
        // A storage that cannot cut where the last leader wanted needs a whole tree, as an empty
        // server does, and so does one that may lack what it once had; that one does not count.
        announcedNothing = ledger.cutRefused() || !ledger.trusted();
        ZabMessage.AckEpoch ack =
                !ledger.trusted()
                        ? new ZabMessage.AckEpoch(-1, -1)
                        : announcedNothing
                                ? new ZabMessage.AckEpoch(0, -1)
                                : new ZabMessage.AckEpoch(ledger.last(), again ? -1 : before);
        server.out().send(link, ack, ledger.ticket());
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
                Zxid.text(server.ledger().last()),
                what);
        return true;
    }

    private void difference() {
        if (begins("the difference")) {
            startAt(server.ledger().last());
            if (announcedNothing && (last != 0 || !server.ledger().trusted())) {
                fail("a whole tree was needed, a difference came");
            }
        }
    }

    private void startAt(long zxid) {
        last = zxid;
        decided = zxid;
    }

    private void cut(long after) {
        DurableState ledger = server.ledger();
        if (!begins("a cut at " + Zxid.text(after))) {
            return;
        }
        if (after > ledger.last() || announcedNothing) {
            fail(
                    "to be cut at "
                            + Zxid.text(after)
                            + ", but the log ends with "
                            + Zxid.text(ledger.last()));
        } else if (ofMaster && after < ledger.floor()) {
            fail("this server has more than the master it follows");
        } else if (!server.rules().cut().allows(after, ledger.floor())) {
            differs(
                    true,
                    "the leader cuts at "
                            + Zxid.text(after)
                            + ", but "
                            + Zxid.text(ledger.floor())
                            + " is committed here");
        } else {
            startAt(after);
            if (after < ledger.last()) {
                ledger.truncate(after);
                pause(true);
            }
        }
    }

    private void copy(long zxid) {
        if (begins("the tree of " + Zxid.text(zxid))) {
            tree = new StagedTree(server.out(), server.nextId());
            treeZxid = zxid;
            startAt(zxid);
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
        if (zxid <= treeZxid) {
            return; // the tree was written while transactions went on, and has it
        }
        if (!server.rules().continuity().follows(last, zxid)) {
            fail("transaction " + Zxid.text(zxid) + " does not follow " + Zxid.text(last));
            return;
        }
        if (membership != null) {
            reconfigs.put(zxid, membership);
            server.ensemble().propose(membership);
        }
        LogEntry entry = new LogEntry(zxid, txn);
        last = zxid;
        if (tree != null) {
            tree.add(entry);
            unacknowledged.add(new Unacknowledged(zxid, 0));
        } else {
            unacknowledged.add(new Unacknowledged(zxid, server.ledger().append(entry)));
        }
    }

    private void commit(long zxid) {
        if (zxid > last) {
            fail("commit of " + Zxid.text(zxid) + ", but only " + Zxid.text(last) + " was sent");
            return;
        }
        decided = Math.max(decided, zxid);
        while (step == Step.HISTORY
                && !unacknowledged.isEmpty()
                && unacknowledged.peek().zxid() <= decided) {
            unacknowledged.poll();
        }
    }

    private void activateLater(long zxid, ServerId leader) {
        Membership membership = reconfigs.remove(zxid);
        if (membership != null) {
            activated = membership;
            designated = leader;
        }
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
        announced = offer.membership();
        server.ensemble().propose(announced);
        if (tree == null) {
            server.ledger().establish(epoch);
            accepted();
        } else {
            pause(true);
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
        if (paused) {
            install();
        }
    }

    private void install() {
        if (!tree.isComplete()) {
            return;
        }
        if (ofMaster && last < server.ledger().floor()) {
            fail("this server has more than the master it follows");
            return;
        }
        if (server.divergence().isWithdrawn()) {
            differs(true, "the ensemble's history would replace another one");
            return;
        }
        if (!server.rules().cut().allows(last, server.ledger().floor())) {
            differs(
                    true,
                    "the leader's history ends with "
                            + Zxid.text(last)
                            + ", but "
                            + Zxid.text(server.ledger().floor())
                            + " is committed here");
            return;
        }
        server.ledger().install(tree.transfer(), treeZxid, epoch);
    }

    void historyReset(ConsensusEvent.HistoryReset answer) {
        if (!paused || server.ledger().resetting() || failed) {
            return;
        }
        if (!answer.ok()) {
            fail("the storage cannot cut its history there");
            return;
        }
        if (answer.lastZxid() != last) {
            fail(
                    "the history ends with "
                            + Zxid.text(answer.lastZxid())
                            + " and not with "
                            + Zxid.text(last));
            return;
        }
        if (tree != null) {
            tree = null;
            accepted();
        }
        pause(false);
        drain();
    }

    private void accepted() {
        step = Step.ACCEPTED;
        server.divergence().ended();
        server.ledger().trust();
        server.out().send(link, new ZabMessage.Ack(Zxid.of(epoch, 0)), server.ledger().ticket());
    }

    private void finish() {
        if (step != Step.ACCEPTED) {
            fail("up to date before the history was complete");
            return;
        }
        step = Step.DONE;
        server.ledger().commit(decided);
        before = server.ensemble().committed();
        if (!isUnderWay(announced)) {
            server.ensemble().activate(announced, null);
        }
        if (activated == null || !server.ensemble().activate(activated, designated)) {
            designated = null;
        }
    }

    /**
     * A leader of ZooKeeper's announces what it has seen last. If that was proposed here and is not
     * decided, it waits for its commit like any other transaction.
     */
    private boolean isUnderWay(Membership membership) {
        return membership != null
                && membership.version() > decided
                && reconfigs.containsKey(membership.version());
    }

    /** Who was named leader by a reconfiguration that was put in force just now; null if nobody. */
    ServerId designated() {
        return designated;
    }

    /** Whether the leader may go on under the configuration that came with the epoch. */
    boolean keeps(ServerId leader) {
        return server.ensemble().committed() == before || server.ensemble().keeps(before, leader);
    }

    /** Acknowledges what was proposed beside the history, as it becomes durable. */
    void acknowledgeRest() {
        for (Unacknowledged proposal : unacknowledged) {
            if (!observer) {
                server.out().send(link, new ZabMessage.Ack(proposal.zxid()), proposal.ticket());
            }
        }
        unacknowledged.clear();
    }

    /** What came behind UPTODATE while this waited; null if there is no more. */
    ZabMessage nextHeld() {
        return held.poll();
    }

    private void pause(boolean on) {
        paused = on;
        server.out().pause(link, on);
    }

    /** This leader cannot be followed with what is here. */
    private void differs(boolean history, String reason) {
        server.divergence().met(leader, server.ensemble().self(), epoch, history);
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
        if (tree != null && step != Step.DONE && !server.ledger().resetting()) {
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
        return paused;
    }

    long epoch() {
        return epoch;
    }

    /** Configurations that were proposed and are not decided. */
    Map<Long, Membership> reconfigs() {
        return reconfigs;
    }
}
