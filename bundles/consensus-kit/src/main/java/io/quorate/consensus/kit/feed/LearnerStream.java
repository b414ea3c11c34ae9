package io.quorate.consensus.kit.feed;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.LogEntry;
import io.quorate.consensus.kit.state.Outbox;
import io.quorate.consensus.kit.state.Server;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.ArrayDeque;

/**
 * Transactions, decisions and answers to syncs on their way to one learner, in the one order it can
 * follow. There is no queue: one cursor says what it was sent, the rest comes from the newest
 * proposals or the log as fast as its link drains.
 *
 * <p>Source: spec quorum-protocol sections 11 and 13, consensus SPI H4.
 */
final class LearnerStream {

    /** Where everything goes. */
    private static final class Way {
        private final Outbox out;
        private final LinkId link;

        /** Answers to other calls than syncs, while the learner does not take what it is sent. */
        private final ArrayDeque<PeerMessage> unsent = new ArrayDeque<>();

        private boolean blocked;

        Way(Outbox out, LinkId link) {
            this.out = out;
            this.link = link;
        }

        void send(PeerMessage message) {
            out.send(link, message);
        }

        void answer(PeerMessage answer) {
            if (blocked) {
                unsent.add(answer);
            } else {
                send(answer);
            }
        }

        void block(boolean isBlocked) {
            blocked = isBlocked;
            while (!blocked && !unsent.isEmpty()) {
                send(unsent.poll());
            }
        }
    }

    private final Way way;
    private final History history;
    private final LearnerWords words;
    private final FeedSource source;
    private final PendingSyncs syncs;
    private final Acknowledgements acknowledgements;
    private boolean observer;

    /** Whether it has been sent the end of the history. */
    private boolean offered;

    private long cursor;
    private long committed;
    private long limit = Long.MAX_VALUE;

    LearnerStream(
            Server server,
            LinkId link,
            History history,
            LearnerWords words,
            FeedSource source,
            Acknowledgements acknowledgements) {
        way = new Way(server.out(), link);
        this.history = history;
        this.words = words;
        this.source = source;
        this.acknowledgements = acknowledgements;
        syncs = new PendingSyncs(server.rules().syncPlace());
    }

    /** The learner is an observer: it is sent decided transactions only, and acknowledges none. */
    void observe() {
        observer = true;
    }

    /** The log is read from here to find out what the learner lacks. */
    void lookFrom(long zxid) {
        cursor = zxid;
        source.readLog(cursor);
    }

    /** A tree of this zxid is sent; what comes behind it is looked for from here. */
    void stayAt(long zxid) {
        cursor = zxid;
    }

    /** The learner has everything up to here, decided or not. */
    void startAt(long zxid) {
        cursor = zxid;
        committed = Math.min(zxid, history.decided());
    }

    /** The stream goes on behind the tree that was sent. */
    void startBehindTree() {
        startAt(cursor);
    }

    /** Nothing above this zxid is sent, until the limit is lifted. */
    void holdBackAbove(long zxid) {
        limit = zxid;
    }

    void block(boolean isBlocked) {
        way.block(isBlocked);
    }

    boolean isBlocked() {
        return way.blocked;
    }

    /**
     * The learner has asked for a sync; its answer leaves behind the commit of {@code behind}.
     *
     * @param call its number, if the protocol has any
     */
    void syncAsked(long call, long behind) {
        syncs.asked(call, behind);
    }

    /** The first sync that waits may be answered. */
    void syncProven() {
        syncs.proven();
    }

    /** Sends an answer that has no place among the decisions. */
    void answer(PeerMessage answer) {
        way.answer(answer);
    }

    /** Answers that could be sent if the learner took them. */
    int answersWaiting() {
        return way.unsent.size() + syncs.provenCount();
    }

    /** What was read of the log. */
    void take(ConsensusEvent.LogRead chunk) {
        long end = end();
        boolean more = chunk.status() == ConsensusEvent.LogStatus.MORE;
        for (LogEntry entry : chunk.entries()) {
            if (entry.zxid() > end || observer && entry.zxid() > syncs.fence()) {
                more = false;
                break;
            }
            if (entry.zxid() > cursor) {
                deliver(entry);
            }
        }
        if (chunk.status() == ConsensusEvent.LogStatus.HEAD && Zxid.counter(end) == 0) {
            // Nothing can come any more before the start of this epoch.
            cursor = Math.max(cursor, end);
        }
        if (!more) {
            source.endLog();
        }
    }

    /** Sends what can be sent. */
    void pump() {
        answerSyncs();
        while (!way.blocked) {
            long mayCommit = Math.min(Math.min(cursor, history.decided()), syncs.fence());
            if (nextToCommit() <= mayCommit) {
                sendCommits(nextToCommit(), mayCommit);
                answerSyncs();
                continue;
            }
            if (isAtEnd() || observer && nextToCommit() > syncs.fence()) {
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
        if (isAtEnd() && !source.awaitsLog()) {
            source.endLog();
        }
    }

    /** Sends the learner the end of the history; what is under way may follow. */
    void offer() {
        source.endLog();
        offered = true;
        way.send(words.epochStart(history.epoch(), cursor, history.announced()));
    }

    /** Whether it was sent all it may be sent now. */
    boolean isAtEnd() {
        return cursor >= end();
    }

    /**
     * Where the stream may go. An observer is sent decided transactions only. So is a follower
     * before the end of the history is sent: what is under way is not part of that, and a
     * configuration under way would come before the older one that is announced with the epoch.
     */
    private long end() {
        boolean decidedOnly = observer || !offered;
        return Math.min(limit, decidedOnly ? history.decided() : history.last());
    }

    private void deliver(LogEntry entry) {
        long zxid = entry.zxid();
        cursor = zxid;
        if (observer && offered) {
            committed = zxid;
            way.send(words.inform(entry, history.designated(zxid)));
            return;
        }
        way.send(words.proposal(entry));
        if (zxid <= history.decided()) {
            if (zxid <= syncs.fence()) {
                sendCommits(zxid, zxid);
            }
        } else {
            acknowledgements.asked();
        }
    }

    /** Undecided proposals belong to this epoch only, where zxids have no gaps. */
    private long nextToCommit() {
        return Math.max(committed, Zxid.of(history.epoch(), 0)) + 1;
    }

    /** Answers the syncs that are proven and whose place in the stream has come. */
    private void answerSyncs() {
        while (!way.blocked && syncs.provenCount() > 0 && syncs.isDue(nextToCommit())) {
            way.send(words.synced(syncs.answered()));
        }
    }

    /** Sends decisions from {@code first} on, as many as fit into one message. */
    private void sendCommits(long first, long upTo) {
        ServerId designated = history.designated(first);
        committed = first;
        if (designated != null) {
            way.send(words.activate(first, designated));
            return;
        }
        while (committed < upTo
                && committed - first < words.runMax() - 1
                && history.designated(committed + 1) == null) {
            committed++;
        }
        way.send(words.commit(first, committed));
    }

    /** The last entry it was sent. */
    long sent() {
        return cursor;
    }

    /** The last decision it was sent. */
    long committed() {
        return committed;
    }
}
