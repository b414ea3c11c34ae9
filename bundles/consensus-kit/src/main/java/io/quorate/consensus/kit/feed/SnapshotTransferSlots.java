package io.quorate.consensus.kit.feed;

import io.quorate.consensus.kit.state.Server;
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
public final class SnapshotTransferSlots {

    private final int atOnce;
    private final Set<LearnerFeed> copying = new HashSet<>();
    private final ArrayDeque<LearnerFeed> waiting = new ArrayDeque<>();

    /** As many as the settings say. */
    public SnapshotTransferSlots(Server server) {
        atOnce = server.settings().snapshotTransfersMax();
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
