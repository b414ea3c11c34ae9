package io.quorate.consensus.zab.learner;

import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.leader.LearnerBrake;
import io.quorate.consensus.kit.state.Outbox;
import java.util.Collection;

/**
 * Slows observers that ask this server for more than its leader carries out, or that do not take
 * the answers: from then on their links are not read, until half of what waited is done. What they
 * ask for waits here in one order with the calls of this server, so all of it counts. Source:
 * docs/adr/0055.
 */
final class ObserverBrake {

    private final Outbox out;
    private final LearnerCalls calls;
    private final Collection<? extends LearnerFeed> feeds;

    ObserverBrake(Outbox out, LearnerCalls calls, Collection<? extends LearnerFeed> feeds) {
        this.out = out;
        this.calls = calls;
        this.feeds = feeds;
    }

    /** An observer has asked for something. */
    void asked(LearnerFeed from) {
        if (!from.isSlowed() && isMuch(from, 1)) {
            slow(from, true);
        }
    }

    /** Something may have been done. */
    void tick() {
        for (LearnerFeed feed : feeds) {
            if (feed.isSlowed() && !isMuch(feed, 2)) {
                slow(feed, false);
            }
        }
    }

    private boolean isMuch(LearnerFeed feed, int part) {
        int calling = LearnerBrake.SLOW_CALLS / part;
        return calls.forObservers() >= calling
                || calls.keptBytes() >= LearnerBrake.SLOW_BYTES / part
                || feed.answersWaiting() >= calling;
    }

    private void slow(LearnerFeed feed, boolean on) {
        feed.slow(on);
        out.pause(feed.link(), on);
    }
}
