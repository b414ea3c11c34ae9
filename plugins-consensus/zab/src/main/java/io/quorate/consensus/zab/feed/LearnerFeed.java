package io.quorate.consensus.zab.feed;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusReport;
import io.quorate.consensus.zab.state.Rules;
import io.quorate.consensus.zab.state.Server;
import io.quorate.consensus.zab.wire.ZabMessage;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one learner in step and keeps it there: chooses between a difference, a cut and a tree,
 * and hands over to the stream of transactions.
 *
 * <p>Source: spec quorum-protocol section 11, consensus SPI H4.
 */
public final class LearnerFeed {

    /** How far the learner has come. */
    public enum Stage {
        /** Connected, has not named itself. */
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
        /** Has been sent the end of the history. */
        OFFERED,
        /** Has the history; waits until a quorum has it. */
        ACCEPTED,
        /** Serves. */
        LIVE
    }

    /** The number it claims, and whether it has a vote. */
    private record Introduction(ServerId id, boolean observer) {}

    /** What it had when it promised the epoch: its last zxid, and its current epoch until then. */
    private record Promise(long lastZxid, long epoch) {}

    private static final Logger LOG = LoggerFactory.getLogger(LearnerFeed.class);

    private final Server server;
    private final History history;
    private final LinkId link;
    private final Endpoint remote;
    private final FeedSource source;
    private final SnapshotTransferSlots turns;
    private final Acknowledgements acknowledgements;
    private final LearnerContact contact;
    private final LearnerStream stream;
    private Introduction introduction;
    private Promise promise;
    private Stage stage = Stage.GREETING;

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
        source = new FeedSource(server.out());
        acknowledgements = new Acknowledgements(server.timing());
        contact = new LearnerContact(server.timing());
        stream = new LearnerStream(server, link, history, source, acknowledgements);
    }

    public void introduced(ServerId id, boolean observes) {
        introduction = new Introduction(id, observes);
        contact.introduced();
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
        if (server.divergence().forbidsDifference(promise.epoch())) {
            copy();
            return;
        }
        follow(
                server.rules()
                        .syncChoice()
                        .atOnce(position(), history.decided(), history.epoch(), history.active()));
    }

    private void follow(Rules.SyncChoice.Choice choice) {
        switch (choice.way()) {
            case READ -> {
                stage = Stage.CHOOSING;
                stream.lookFrom(position());
            }
            case SNAP -> copy();
            case DIFF, TRUNC -> {
                announce(choice);
                stream.startAt(choice.from());
                catchUp();
            }
        }
    }

    private void announce(Rules.SyncChoice.Choice choice) {
        boolean cut = choice.way() == Rules.SyncChoice.Way.TRUNC;
        tell(cut ? "a cut at " + Zxid.text(choice.from()) : "the difference");
        server.out()
                .send(
                        link,
                        cut
                                ? new ZabMessage.Trunc(choice.from())
                                : new ZabMessage.Diff(history.decided()));
    }

    private void tell(String what) {
        LOG.info(
                "server {}, whose log ends with {}, is sent {}", id(), Zxid.text(position()), what);
    }

    private void catchUp() {
        stage = Stage.CATCHING_UP;
        pump();
    }

    private void copy() {
        stage = Stage.QUEUED;
        if (turns.take(this, !observer() || !history.active())) {
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
        server.out().send(link, new ZabMessage.Snap(zxid));
        source.readTree();
    }

    /** What it has got of a tree is worth nothing; it gets a newer one when it is back. */
    void snapshotLost() {
        tell("no more of the tree, whose version the storage has ended: it begins again");
        source.treeCame(true);
        turns.giveBack(this);
        server.out().close(link);
    }

    void snapshotRead(ConsensusEvent.SnapshotRead chunk) {
        source.treeCame(chunk.last());
        heard();
        if (chunk.bytes().length > 0) {
            server.out().send(link, new ZabMessage.SnapshotBytes(chunk.bytes()));
        }
        if (chunk.last()) {
            server.out().send(link, new ZabMessage.SnapshotEnd());
            turns.giveBack(this);
            stream.startBehindTree();
            catchUp();
        } else if (!stream.isBlocked()) {
            source.readTree();
        }
    }

    void logRead(ConsensusEvent.LogRead chunk) {
        source.logCame();
        heard();
        boolean gone = chunk.status() == ConsensusEvent.LogStatus.GONE;
        if (stage == Stage.CHOOSING) {
            Rules.SyncChoice.Choice choice =
                    gone
                            ? Rules.SyncChoice.SNAP
                            : server.rules().syncChoice().byLog(position(), chunk.entries());
            if (choice.way() == Rules.SyncChoice.Way.SNAP) {
                source.endLog();
            }
            startWith(choice);
        } else if (gone) {
            source.endLog();
            // It fell behind what the log holds: it gets a tree when it is back.
            server.out().close(link);
            return;
        }
        if (stage.compareTo(Stage.CATCHING_UP) >= 0) {
            stream.take(chunk);
            pump();
        }
    }

    /** As {@link #follow}, but what was read comes first. */
    private void startWith(Rules.SyncChoice.Choice choice) {
        if (choice.way() == Rules.SyncChoice.Way.SNAP) {
            copy();
            return;
        }
        announce(choice);
        stream.startAt(choice.from());
        stage = Stage.CATCHING_UP;
    }

    /** Nothing above this zxid is sent, until the limit is lifted. */
    public void holdBackAbove(long zxid) {
        stream.holdBackAbove(zxid);
        pump();
    }

    /** Sends what can be sent. */
    public void pump() {
        if (stage.compareTo(Stage.CATCHING_UP) < 0) {
            return;
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

    /** Its link is not read for a while, or is again. */
    public void slow(boolean on) {
        contact.slow(on);
        acknowledgements.restartTime();
    }

    public boolean isSlowed() {
        return contact.isSlowed();
    }

    public void accepted() {
        stage = Stage.ACCEPTED;
    }

    public void serve() {
        stage = Stage.LIVE;
        acknowledgements.restartTime(); // it may answer from now on
        server.out().send(link, new ZabMessage.UpToDate());
    }

    /** The learner has asked for a sync; its answer leaves behind the commit of this zxid. */
    public void syncAsked(long behind) {
        stream.syncAsked(behind);
    }

    /** The first sync that waits may be answered. */
    public void syncProven() {
        stream.syncProven();
        pump();
    }

    public void ping() {
        if (stage == Stage.LIVE) {
            contact.pinged(); // before that learners do not answer
        }
        server.out().send(link, new ZabMessage.Ping(history.lastNumber(), null));
    }

    /** True if it counts in full again. */
    public boolean ponged() {
        return contact.ponged();
    }

    /**
     * Somebody of the same name is brought in step on another link, where what this one has
     * acknowledged and nobody has decided may be cut. So that does not count until an answer to a
     * ping shows that the server is still here.
     */
    public void doubt() {
        ping();
        acknowledgements.doubt(history.decided());
        contact.doubt();
    }

    public boolean isDoubted() {
        return contact.isDoubted();
    }

    /** False if the learner acknowledges what it was not sent. */
    public boolean acked(long zxid) {
        if (zxid > stream.sent()) {
            return false;
        }
        acknowledgements.acknowledged(zxid, Math.min(stream.sent(), history.last()));
        return true;
    }

    /**
     * It said something.
     *
     * @param word how many messages this leader has heard from all
     */
    void spoke(long word) {
        contact.spoke(word);
    }

    /** Whether it said something after another one had introduced itself. */
    public boolean spokeAfter(LearnerFeed other) {
        return contact.spokeAfter(other.contact);
    }

    /** A sign of life, or of progress on our side. */
    void heard() {
        contact.heard();
    }

    /** Ends what is still being read for this learner. */
    public void release() {
        source.release();
        turns.giveBack(this);
    }

    boolean owns(long idOfRead) {
        return source.owns(idOfRead);
    }

    /** Its last zxid when it promised. */
    public long position() {
        return promise.lastZxid();
    }

    /** How it stands, for people. */
    public ConsensusReport.Learner report(boolean votes) {
        return new ConsensusReport.Learner(id(), remote, votes, isSynced(), ackedZxid());
    }

    public LinkId link() {
        return link;
    }

    /** Null until it has introduced itself. */
    public ServerId id() {
        return introduction == null ? null : introduction.id();
    }

    public boolean observer() {
        return introduction != null && introduction.observer();
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
                && (acknowledgements.last() >= history.last() || acknowledgements.owesSince() == 0);
    }

    /** True if it has been sent that everything up to this zxid is decided. */
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
        return isDoubted() ? acknowledgements.forCertain() : acknowledgements.last();
    }

    long heardAt() {
        return contact.heardAt();
    }

    /** Since when a proposal is unacknowledged without any progress; 0 if none is. */
    public long owesSince() {
        return acknowledgements.owesSince();
    }

    public long pingsSent() {
        return contact.pingsSent();
    }

    public long pingsAnswered() {
        return contact.pingsAnswered();
    }
}
