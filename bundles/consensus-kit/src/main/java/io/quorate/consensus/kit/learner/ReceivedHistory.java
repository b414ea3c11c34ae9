package io.quorate.consensus.kit.learner;

import io.quorate.consensus.kit.state.Outbox;
import io.quorate.peer.LinkId;
import java.util.ArrayDeque;

/** How far the history has come that a learner is being sent, and what of it is decided. */
final class ReceivedHistory {

    /**
     * A proposal logged before UPTODATE, to be acknowledged after it. From NEWLEADER on the leader
     * waits for each, decided meanwhile or not; what was decided before belongs to the history.
     */
    private record Unacknowledged(long zxid, long ticket) {}

    private final ArrayDeque<Unacknowledged> unacknowledged = new ArrayDeque<>();
    private long last;
    private long decided;
    private long treeZxid;

    /**
     * The history begins behind this zxid.
     *
     * @param decidedUpTo what of it is decided
     */
    void startAt(long zxid, long decidedUpTo) {
        last = zxid;
        decided = decidedUpTo;
    }

    /** The history begins with a tree. */
    void startWithTree(long zxid) {
        treeZxid = zxid;
        startAt(zxid, zxid);
    }

    /** Whether the tree, which was written while transactions went on, has it. */
    boolean isInTree(long zxid) {
        return zxid <= treeZxid;
    }

    /**
     * The next transaction came.
     *
     * @param ticket what makes it durable; 0 if what is sent later does
     */
    void add(long zxid, long ticket) {
        last = zxid;
        unacknowledged.add(new Unacknowledged(zxid, ticket));
    }

    /**
     * Everything up to here is decided.
     *
     * @param complete whether the history was complete before
     */
    void decide(long zxid, boolean complete) {
        decided = Math.max(decided, zxid);
        while (!complete && !unacknowledged.isEmpty() && unacknowledged.peek().zxid() <= decided) {
            unacknowledged.poll();
        }
    }

    /** Acknowledges what was proposed beside the history, as it becomes durable. */
    void acknowledgeRest(Outbox out, LinkId link, LeaderWords words) {
        for (Unacknowledged proposal : unacknowledged) {
            out.send(
                    link,
                    words.acknowledgement(proposal.zxid(), proposal.zxid()),
                    proposal.ticket());
        }
        unacknowledged.clear();
    }

    long last() {
        return last;
    }

    long decided() {
        return decided;
    }

    long treeZxid() {
        return treeZxid;
    }
}
