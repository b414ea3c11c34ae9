package io.quorate.consensus.kit.feed;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.kit.state.Timing;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.PeerMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one learner in step and keeps it there: chooses between a difference, a cut and a tree,
 * and hands over to the stream of transactions.
 *
 * <p>Source: spec quorum-protocol section 11, consensus SPI H4.
 */
public abstract class LearnerFeed extends Learner {

    /** How far the learner has come. */
    public enum Stage {
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

    /** What it had when it promised the epoch: its last zxid, and its current epoch until then. */
    private record Promise(long lastZxid, long epoch) {}

    private static final Logger LOG = LoggerFactory.getLogger(LearnerFeed.class);

    private final Server server;
    private final History history;
    private final LearnerWords words;
    private final FeedSource source;
    private final LearnerStream stream;
    private Promise promise;
    private Stage stage = Stage.GREETING;
    private boolean released;

    /**
     * A learner that has dialled.
     *
     * @param seat its link, and what it shares with other learners of this server
     */
    protected LearnerFeed(Server server, History history, LearnerWords words, Seat seat) {
        this(server, history, words, seat, new Acknowledgements(server.timing()));
    }

    private LearnerFeed(
            Server server,
            History history,
            LearnerWords words,
            Seat seat,
            Acknowledgements acknowledgements) {
        super(seat, acknowledgements, server.timing());
        this.server = server;
        this.history = history;
        this.words = words;
        source = new FeedSource(server.out());
        stream = new LearnerStream(server, seat.link(), history, words, source, acknowledgements);
    }

    public void introduced(ServerId id, boolean observes) {
        says(id, observes);
        if (observes) {
            stream.observe();
        }
        stage = Stage.PROMISING;
    }

    /**
     * It has promised the epoch.
     *
     * @param epoch its current one until now; -1 = it had promised before
     */
    public void promised(long lastZxid, long epoch) {
        promise = new Promise(lastZxid, epoch);
        stage = Stage.WAITING;
    }

    /** The epoch stands: choose how to bring the learner in step. */
    public void begin() {
        heard();
        choose();
    }

    /**
     * Finds out how to bring the learner in step, and begins with that: {@link #copy}, {@link
     * #follow}, or {@link #look} and then one of them when {@link #choose(ConsensusEvent.LogRead)}
     * is called.
     */
    protected abstract void choose();

    /**
     * Goes on choosing with what was read of the log; {@link #follow} if it is what the learner is
     * sent, beginning with the last entry at or below where it was looked for.
     */
    protected abstract void choose(ConsensusEvent.LogRead chunk);

    /** Looks into the log, beginning with the last entry at or below this zxid. */
    protected void look(long from) {
        stage = Stage.CHOOSING;
        stream.lookFrom(from);
    }

    /** Ends a look into the log that did not help. */
    protected void endLook() {
        source.endLog();
    }

    /**
     * The learner keeps its history up to {@code from}, and is sent what it lacks from there on.
     *
     * @param announcement what it is told of that first
     */
    protected void follow(long from, PeerMessage announcement, String what) {
        tell(what);
        server.out().send(link(), announcement);
        stream.startAt(from);
        boolean asked = stage == Stage.CHOOSING;
        stage = Stage.CATCHING_UP;
        if (!asked) {
            pump();
        }
    }

    private void tell(String what) {
        LOG.info(
                "server {}, whose log ends with {}, is sent {}", id(), Zxid.text(position()), what);
    }

    /** The learner is sent a whole tree, unless it has to hear of something else first. */
    protected void copy() {
        stage = Stage.QUEUED;
        if ((history.active() || !mustHear(server))
                && turns().take(this, !observer() || !history.active())) {
            copyNow();
        }
    }

    /** Its turn has come. */
    void copyNow() {
        stage = Stage.COPYING;
        heard();
        long zxid = server.durableState().committed();
        stream.stayAt(zxid);
        tell("the tree of " + Zxid.text(zxid));
        server.out().send(link(), words.tree(zxid));
        source.readTree();
    }

    /** What it has got of a tree is worth nothing; it gets a newer one when it is back. */
    public void snapshotLost() {
        tell("no more of the tree, whose version the storage has ended: it begins again");
        source.treeCame(true);
        turns().giveBack(this);
        server.out().close(link());
    }

    /** The next piece of a tree. */
    public void snapshotRead(ConsensusEvent.SnapshotRead chunk) {
        source.treeCame(chunk.last());
        heard();
        if (chunk.bytes().length > 0) {
            server.out().send(link(), words.treeBytes(chunk.bytes()));
        }
        if (chunk.last()) {
            server.out().send(link(), words.treeEnd());
            turns().giveBack(this);
            stream.startBehindTree();
            stage = Stage.CATCHING_UP;
            pump();
        } else if (!stream.isBlocked()) {
            source.readTree();
        }
    }

    /** The next piece of the log. */
    public void logRead(ConsensusEvent.LogRead chunk) {
        source.logCame();
        heard();
        if (stage == Stage.CHOOSING) {
            choose(chunk);
        } else if (chunk.status() == ConsensusEvent.LogStatus.GONE) {
            source.endLog();
            // It fell behind what the log holds: it gets a tree when it is back.
            server.out().close(link());
            return;
        }
        if (stage.compareTo(Stage.CATCHING_UP) >= 0) {
            stream.take(chunk);
            pump();
        }
    }

    /** Nothing above this zxid is sent, until the limit is lifted. */
    public void holdBackAbove(long zxid) {
        stream.holdBackAbove(zxid);
        pump();
    }

    /** Sends what can be sent. */
    public void pump() {
        if (released || stage.compareTo(Stage.CATCHING_UP) < 0) {
            return; // what an observer has asked may be answered when it is gone
        }
        stream.pump();
        if (stage == Stage.CATCHING_UP && stream.isAtEnd()) {
            stage = Stage.OFFERED;
            heard();
            stream.offer();
            stream.pump(); // what is under way
        }
    }

    public void pressure(boolean isBlocked) {
        stream.block(isBlocked);
        if (!isBlocked) {
            heard();
            if (stage == Stage.COPYING) {
                source.readTree();
            }
            pump();
        }
    }

    public void accepted() {
        stage = Stage.ACCEPTED;
    }

    public void serve() {
        stage = Stage.LIVE;
        acknowledgements().restartTime(); // it may answer from now on
        server.out().send(link(), words.serve());
    }

    /**
     * The learner has asked for a sync; its answer leaves behind the commit of {@code behind}, with
     * the number {@code call} if the protocol has any.
     */
    public void syncAsked(long call, long behind) {
        stream.syncAsked(call, behind);
    }

    /** The first sync that waits may be answered. */
    public void syncProven() {
        stream.syncProven();
        pump();
    }

    public void ping() {
        boolean answers = stage == Stage.LIVE; // before that learners do not answer
        if (answers) {
            contact().pinged();
        }
        long number = answers ? contact().pingsSent() : 0;
        server.out().send(link(), words.ping(link(), number, history.lastNumber()));
    }

    /** Answers a question about a session. */
    public void revalidated(long call, long sessionId, boolean valid) {
        stream.answer(words.revalidated(call, sessionId, valid));
    }

    /** Answers that wait since the learner does not take what it is sent. */
    public int answersWaiting() {
        return stream.answersWaiting();
    }

    /**
     * Somebody of the same name is brought in step on another link, where what this one has
     * acknowledged and nobody has decided may be cut. So that does not count until an answer to a
     * ping shows that the server is still here.
     */
    public void doubt() {
        ping();
        acknowledgements().doubt(history.decided());
        contact().doubt();
    }

    /** False if the learner acknowledges what it was not sent. */
    public boolean acked(long zxid) {
        if (zxid > stream.sent()) {
            return false;
        }
        acknowledgements().acknowledged(zxid, Math.min(stream.sent(), history.last()));
        return true;
    }

    /** Ends what is still being read for this learner. */
    public void release() {
        released = true;
        source.release();
        turns().giveBack(this);
    }

    /** Whether a read is for this learner. */
    public boolean owns(long idOfRead) {
        return source.owns(idOfRead);
    }

    /** Its last zxid when it promised. */
    public long position() {
        return promise.lastZxid();
    }

    /** Its current epoch when it promised; -1 = it had promised before. */
    protected long positionEpoch() {
        return promise.epoch();
    }

    /** What the learner is brought. */
    protected History history() {
        return history;
    }

    protected Server server() {
        return server;
    }

    /** How it stands, for people. */
    public ConsensusReport.Learner report(boolean votes) {
        return new ConsensusReport.Learner(id(), remote(), votes, isSynced(), ackedZxid());
    }

    public Stage stage() {
        return stage;
    }

    /**
     * True if it was sent everything, decisions included, and has acknowledged the proposals of
     * this epoch.
     */
    public boolean isAtHead() {
        boolean all = stream.sent() >= history.last() && stream.committed() >= history.decided();
        return all
                && (acknowledgements().last() >= history.last()
                        || acknowledgements().owesSince() == 0);
    }

    /** True if it was told that everything up to this zxid is decided. */
    public boolean isToldUpTo(long zxid) {
        return isLive() && stream.committed() >= zxid;
    }

    public boolean isLive() {
        return stage == Stage.LIVE;
    }

    /** In step: counts for the quorum as long as it is heard. */
    public boolean isSynced() {
        return stage.compareTo(Stage.ACCEPTED) >= 0;
    }

    /** In step and asked for acknowledgements: while there is one, the leader is not alone. */
    public boolean isFollowerInStep() {
        return !observer() && isSynced();
    }

    /** Up to where it has acknowledged, as far as that counts. */
    public long ackedZxid() {
        if (observer()) {
            return stream.committed();
        }
        return isDoubted() ? acknowledgements().forCertain() : acknowledgements().last();
    }

    /** Whether it was silent, has owed an acknowledgement or taken no answer for too long. */
    boolean isLate() {
        Timing timing = server.timing();
        if (isSlowed()) {
            return stream.isBlocked()
                    && answersWaiting() > 0
                    && timing.now() - contact().heardAt() > timing.syncNanos();
        }
        long allowed = isSynced() ? timing.syncNanos() : timing.initNanos();
        boolean silent = timing.now() - contact().heardAt() > allowed;
        boolean owes =
                isLive() && owesSince() != 0 && timing.now() - owesSince() > timing.syncNanos();
        return silent || owes;
    }
}
