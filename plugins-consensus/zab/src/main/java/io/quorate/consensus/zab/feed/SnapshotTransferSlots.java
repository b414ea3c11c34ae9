package io.quorate.consensus.zab.feed;

import io.quorate.consensus.zab.state.Server;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * How many learners are sent a whole tree at once; other observers wait for their turn, voters
 * never do. An observer that waits longer than {@code initLimit} is let go and comes again. History
 * from the log needs no turns: it is read in pieces, as fast as a link drains.
 *
 * <p>Source: spec quorum-protocol sections 2.5 and 11.6.
 */
final class SnapshotTransferSlots {

    private final int atOnce;
    private final Set<LearnerFeed> copying = new HashSet<>();
    private final ArrayDeque<LearnerFeed> waiting = new ArrayDeque<>();

    SnapshotTransferSlots(Server server) {
        atOnce = server.settings().own().snapshotTransfersMax();
    }

    /**
     * Asks for a turn; if there is none now, {@link LearnerFeed#copyNow} is called when there is.
     *
     * @param urgent a quorum waits for this learner, or may need it: it is never kept waiting
     */
    boolean take(LearnerFeed feed, boolean urgent) {
        if (urgent || copying.size() < atOnce) {
            copying.add(feed);
            return true;
        }
        waiting.add(feed);
        return false;
    }

    /** The tree is sent, or nobody wants it any more. */
    void giveBack(LearnerFeed feed) {
        waiting.remove(feed);
        if (copying.remove(feed) && copying.size() < atOnce && !waiting.isEmpty()) {
            LearnerFeed next = waiting.poll();
            copying.add(next);
            next.copyNow();
        }
    }
}
