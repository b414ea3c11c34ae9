package io.quorate.consensus.zab;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.LogEntry;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkId;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one learner in step and keeps it there. There is no queue: one cursor says what it was
 * sent, the rest comes from the newest proposals, the log or a snapshot as fast as its link drains.
 *
 * <p>Source: spec quorum-protocol section 11, consensus SPI H4.
 */
final class LearnerFeed {

    /** How far the learner has come. */
    enum Stage {
        /** Connected, has not said who it is. */
        GREETING,
        /** Known; its promise is awaited. */
        PROMISING,
        /** Has promised; waits for a quorum of promises. */
        WAITING,
        /** The log is read to find out what it lacks. */
        CHOOSING,
        /** Waits for its turn to be sent a tree. */
        QUEUED,
        /** Is being sent a tree. */
        COPYING,
        /** Is being sent history. */
        CATCHING_UP,
        /** Was told that the history is complete. */
        OFFERED,
        /** Has the history; waits until a quorum has it. */
        ACCEPTED,
        /** Serves. */
        LIVE
    }

    private static final Logger LOG = LoggerFactory.getLogger(LearnerFeed.class);

    private final Server server;
    private final History history;
    private final Outbox out;
    private final LinkId link;
    private final Endpoint remote;
    private final FeedSource source;
    private final SnapshotTransferSlots turns;

    /** Of each sync that is not answered: the zxid behind whose commit its answer stands. */
    private final ArrayDeque<Long> syncs = new ArrayDeque<>();

    /** How many of them, from the first on, may be answered. */
    private int syncsProven;

    private ServerId id;
    private boolean observer;
    private Stage stage = Stage.GREETING;
    private long position;
    private long epochBefore;
    private long cursor;
    private long committed;
    private long acked;
    private boolean blocked;
    private boolean slowed;
    private long limit = Long.MAX_VALUE;
    private long heardAt;
    private long lastWord;
    private long introduction;
    private long owesSince;
    private long pingsSent;
    private long pingsAnswered;

    /** Answers to pings that must have come before it counts in full; 0 if it does. */
    private long pingsToAnswer;

    /** What it had acknowledged of what was decided when that began. */
    private long ackedForCertain;

    LearnerFeed(
            Server server,
            History history,
            SnapshotTransferSlots turns,
            LinkId link,
            Endpoint remote) {
        this.server = server;
        this.turns = turns;
        this.history = history;
        this.link = link;
        this.remote = remote;
        out = server.out();
        source = new FeedSource(server);
        heard();
    }

    void introduced(ServerId server, boolean observes) {
        id = server;
        introduction = lastWord;
        observer = observes;
        stage = Stage.PROMISING;
    }

    /**
     * It has promised the epoch.
     *
     * @param epoch its current one until now; -1 = it had promised before
     */
    void promised(long lastZxid, long epoch) {
        position = lastZxid;
        epochBefore = epoch;
        stage = Stage.WAITING;
    }

    /** The epoch stands: choose how to bring the learner in step. */
    void begin() {
        heard();
        if (server.divergence().forbidsDifference(epochBefore)) {
            copy();
            return;
        }
        follow(
                server.rules()
                        .syncChoice()
                        .atOnce(position, history.decided(), history.epoch(), history.active()));
    }

    private void follow(Rules.SyncChoice.Choice choice) {
        switch (choice.way()) {
            case READ -> {
                stage = Stage.CHOOSING;
                cursor = position;
                source.readLog(cursor);
            }
            case SNAP -> copy();
            case DIFF, TRUNC -> {
                announce(choice);
                catchUpFrom(choice.from());
            }
        }
    }

    private void announce(Rules.SyncChoice.Choice choice) {
        boolean cut = choice.way() == Rules.SyncChoice.Way.TRUNC;
        tell(cut ? "a cut at " + Zxid.text(choice.from()) : "the difference");
        out.send(
                link,
                cut ? new ZabMessage.Trunc(choice.from()) : new ZabMessage.Diff(history.decided()));
    }

    private void tell(String what) {
        LOG.info("server {}, whose log ends with {}, is sent {}", id, Zxid.text(position), what);
    }

    private void catchUpFrom(long zxid) {
        cursor = zxid;
        committed = zxid;
        stage = Stage.CATCHING_UP;
        pump();
    }

    private void copy() {
        stage = Stage.QUEUED;
        if (turns.take(this, !observer || !history.active())) {
            copyNow();
        }
    }

    /** Its turn has come. */
    void copyNow() {
        stage = Stage.COPYING;
        heard();
        cursor = server.ledger().committed();
        tell("the tree of " + Zxid.text(cursor));
        out.send(link, new ZabMessage.Snap(cursor));
        source.readTree();
    }

    void snapshotRead(ConsensusEvent.SnapshotRead chunk) {
        source.treeCame(chunk.last());
        heard();
        if (chunk.bytes().length > 0) {
            out.send(link, new ZabMessage.SnapshotBytes(chunk.bytes()));
        }
        if (chunk.last()) {
            out.send(link, new ZabMessage.SnapshotEnd());
            turns.giveBack(this);
            catchUpFrom(cursor);
        } else if (!blocked) {
            source.readTree();
        }
    }

    /** What it has got of a tree is worth nothing; it gets a newer one when it is back. */
    void snapshotLost() {
        tell("no more of the tree, whose version the storage has ended: it begins again");
        source.treeCame(true);
        turns.giveBack(this);
        out.close(link);
    }

    void logRead(ConsensusEvent.LogRead chunk) {
        source.logCame();
        heard();
        boolean gone = chunk.status() == ConsensusEvent.LogStatus.GONE;
        if (stage == Stage.CHOOSING) {
            Rules.SyncChoice.Choice choice =
                    gone
                            ? Rules.SyncChoice.SNAP
                            : server.rules().syncChoice().byLog(position, chunk.entries());
            if (choice.way() == Rules.SyncChoice.Way.SNAP) {
                source.endLog();
            }
            startWith(choice);
        } else if (gone) {
            source.endLog();
            out.close(link); // fell behind what the log holds: it gets a tree when it is back
            return;
        }
        if (stage.compareTo(Stage.CATCHING_UP) >= 0) {
            take(chunk);
        }
    }

    /** As {@link #follow}, but what was read comes first. */
    private void startWith(Rules.SyncChoice.Choice choice) {
        if (choice.way() == Rules.SyncChoice.Way.SNAP) {
            copy();
            return;
        }
        announce(choice);
        cursor = choice.from();
        committed = choice.from();
        stage = Stage.CATCHING_UP;
    }

    private void take(ConsensusEvent.LogRead chunk) {
        long end = end();
        boolean more = chunk.status() == ConsensusEvent.LogStatus.MORE;
        for (LogEntry entry : chunk.entries()) {
            if (entry.zxid() > end || observer && entry.zxid() > fence()) {
                more = false;
                break;
            }
            if (entry.zxid() > cursor) {
                deliver(entry);
            }
        }
        if (chunk.status() == ConsensusEvent.LogStatus.HEAD && Zxid.counter(end) == 0) {
            cursor =
                    Math.max(
                            cursor,
                            end); // nothing can come any more before the start of this epoch
        }
        if (!more) {
            source.endLog();
        }
        pump();
    }

    /**
     * Where the feed may go. An observer is told decided transactions only. So is a follower before
     * it is told that the history is complete: what is under way is not part of that, and a
     * configuration under way would come before the older one that is announced with the epoch.
     */
    private long end() {
        boolean decidedOnly = observer || stage.compareTo(Stage.OFFERED) < 0;
        return Math.min(limit, decidedOnly ? history.decided() : history.last());
    }

    /** Nothing above this zxid is sent, until told otherwise. */
    void holdBackAbove(long zxid) {
        limit = zxid;
        pump();
    }

    /** Sends what can be sent. */
    void pump() {
        if (stage.compareTo(Stage.CATCHING_UP) < 0) {
            return;
        }
        answerSyncs();
        while (!blocked) {
            long mayCommit = Math.min(Math.min(cursor, history.decided()), fence());
            if (nextToCommit() <= mayCommit) {
                sendCommits(nextToCommit(), mayCommit);
                answerSyncs();
                continue;
            }
            if (cursor >= end() || observer && nextToCommit() > fence()) {
                break;
            }
            LogEntry entry = history.after(cursor);
            if (entry == null) {
                source.readLog(cursor);
                break;
            }
            deliver(entry);
            answerSyncs();
        }
        if (cursor >= end() && !source.awaitsLog()) {
            source.endLog();
        }
        if (stage == Stage.CATCHING_UP && cursor >= end()) {
            source.endLog();
            stage = Stage.OFFERED;
            heard();
            out.send(
                    link,
                    new ZabMessage.NewLeader(Zxid.of(history.epoch(), 0), history.announced()));
            pump(); // what is under way
        }
    }

    private void deliver(LogEntry entry) {
        long zxid = entry.zxid();
        cursor = zxid;
        if (observer && stage != Stage.CATCHING_UP) {
            committed = zxid;
            inform(entry);
            return;
        }
        out.send(link, new ZabMessage.Proposal(zxid, entry.txn(), null));
        if (zxid <= history.decided()) {
            if (zxid <= fence()) {
                sendCommits(zxid, zxid);
            }
        } else if (owesSince == 0) {
            owesSince = Math.max(1, server.timing().now());
        }
    }

    /** Undecided proposals belong to this epoch only, where zxids have no gaps. */
    private long nextToCommit() {
        return Math.max(committed, Zxid.of(history.epoch(), 0)) + 1;
    }

    /** No decision beyond this may be told before the next sync is answered. */
    private long fence() {
        return syncs.isEmpty() ? Long.MAX_VALUE : server.rules().syncPlace().fence(syncs.peek());
    }

    /** Answers the syncs that are proven and whose place in the stream has come. */
    private void answerSyncs() {
        while (syncsProven > 0 && nextToCommit() > syncs.peek()) {
            syncs.poll();
            syncsProven--;
            out.send(link, new ZabMessage.Synced());
        }
    }

    /** Tells of decisions from {@code first} on, as many as fit into one message. */
    private void sendCommits(long first, long upTo) {
        ServerId designated = history.designated(first);
        committed = first;
        if (designated != null) {
            out.send(link, new ZabMessage.CommitAndActivate(first, designated));
            return;
        }
        while (committed < upTo
                && committed - first < ZabMessage.RUN_MAX - 1
                && history.designated(committed + 1) == null) {
            committed++;
        }
        out.send(link, new ZabMessage.Commit(first, committed));
    }

    private void inform(LogEntry entry) {
        ServerId designated = history.designated(entry.zxid());
        out.send(
                link,
                designated == null
                        ? new ZabMessage.Inform(entry.zxid(), entry.txn(), null)
                        : new ZabMessage.InformAndActivate(
                                entry.zxid(), designated, entry.txn(), null));
    }

    void pressure(boolean isBlocked) {
        blocked = isBlocked;
        if (!blocked) {
            heard();
            if (stage == Stage.COPYING) {
                source.readTree();
            }
            pump();
        }
    }

    /** Its link is not read for a while, or is again. */
    void slow(boolean on) {
        slowed = on;
        heard();
        owesSince = owesSince == 0 ? 0 : Math.max(1, server.timing().now());
    }

    boolean isSlowed() {
        return slowed;
    }

    void accepted() {
        stage = Stage.ACCEPTED;
    }

    void serve() {
        stage = Stage.LIVE;
        owesSince = owesSince == 0 ? 0 : Math.max(1, server.timing().now()); // may answer from now
        out.send(link, new ZabMessage.UpToDate());
    }

    /**
     * The learner has asked for a sync; its answer leaves behind the commit of this zxid, and no
     * later commit before it. A learner matches both with the head of one queue of what it has
     * asked, so a commit that comes too early is taken for somebody else's, and what waits for it
     * waits for ever.
     */
    void syncAsked(long behind) {
        syncs.add(behind);
    }

    /** The first sync that waits may be answered. */
    void syncProven() {
        syncsProven++;
        pump();
    }

    void ping() {
        pingsSent += stage == Stage.LIVE ? 1 : 0; // before that learners do not answer
        out.send(link, new ZabMessage.Ping(history.lastNumber(), null));
    }

    /** True if it counts in full again. */
    boolean ponged() {
        pingsAnswered = Math.min(pingsSent, pingsAnswered + 1);
        if (pingsToAnswer == 0 || pingsAnswered < pingsToAnswer) {
            return false;
        }
        pingsToAnswer = 0;
        return true;
    }

    /**
     * Somebody of the same name is brought in step on another link, where what this one has
     * acknowledged and nobody has decided may be cut. So that does not count until an answer to a
     * ping shows that the server is still here.
     */
    void doubt() {
        ping();
        ackedForCertain = Math.min(acked, history.decided());
        pingsToAnswer = pingsSent;
    }

    boolean isDoubted() {
        return pingsToAnswer != 0;
    }

    /** False if the learner acknowledges what it was not sent. */
    boolean acked(long zxid) {
        if (zxid > cursor) {
            return false;
        }
        acked = Math.max(acked, zxid);
        owesSince =
                acked < cursor && acked < history.last() ? Math.max(1, server.timing().now()) : 0;
        return true;
    }

    /**
     * It said something.
     *
     * @param word how many words this leader has heard from all
     */
    void spoke(long word) {
        lastWord = word;
        heard();
    }

    /** Whether it said something after another one had introduced itself. */
    boolean spokeAfter(LearnerFeed other) {
        return lastWord > other.introduction;
    }

    /** A sign of life, or of progress on our side. */
    void heard() {
        heardAt = server.timing().now();
    }

    /** Ends what is still being read for this learner. */
    void release() {
        source.release();
        turns.giveBack(this);
    }

    boolean owns(long idOfRead) {
        return source.owns(idOfRead);
    }

    /** Its last zxid when it promised. */
    long position() {
        return position;
    }

    /** How it stands, for people. */
    ConsensusReport.Learner report(boolean votes) {
        return new ConsensusReport.Learner(id, remote, votes, isSynced(), ackedZxid());
    }

    LinkId link() {
        return link;
    }

    /** Null until it has introduced itself. */
    ServerId id() {
        return id;
    }

    boolean observer() {
        return observer;
    }

    Stage stage() {
        return stage;
    }

    /**
     * True if it was sent everything, decisions included, and has acknowledged the proposals of
     * this epoch.
     */
    boolean isAtHead() {
        boolean all = cursor >= history.last() && committed >= history.decided();
        return all && (acked >= history.last() || owesSince == 0);
    }

    /** True if it was told that everything up to this zxid is decided. */
    boolean isToldUpTo(long zxid) {
        return isLive() && committed >= zxid;
    }

    boolean isLive() {
        return stage == Stage.LIVE;
    }

    /** In step: counts for the quorum as long as it is heard. */
    boolean isSynced() {
        return stage.compareTo(Stage.ACCEPTED) >= 0;
    }

    /** In step and asked for acknowledgements: while there is one, the leader is not alone. */
    boolean isFollowerInStep() {
        return !observer && isSynced();
    }

    /** Up to where it has acknowledged, as far as that counts. */
    long ackedZxid() {
        if (observer) {
            return committed;
        }
        return isDoubted() ? ackedForCertain : acked;
    }

    long heardAt() {
        return heardAt;
    }

    /** Since when a proposal is unacknowledged without any progress; 0 if none is. */
    long owesSince() {
        return owesSince;
    }

    long pingsSent() {
        return pingsSent;
    }

    long pingsAnswered() {
        return pingsAnswered;
    }
}
