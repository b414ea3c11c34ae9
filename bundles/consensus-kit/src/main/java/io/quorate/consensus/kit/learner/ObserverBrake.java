package io.quorate.consensus.kit.learner;

import io.quorate.consensus.kit.calls.CallAnswers;
import io.quorate.consensus.kit.calls.CallQueue;
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
    private final CallQueue calls;
    private final CallAnswers answers;
    private final Collection<? extends LearnerFeed> feeds;

    ObserverBrake(
            Outbox out,
            CallQueue calls,
            CallAnswers answers,
            Collection<? extends LearnerFeed> feeds) {
        this.out = out;
        this.calls = calls;
        this.answers = answers;
        this.feeds = feeds;
    }

    /** An observer has said something. */
    void said(LearnerFeed from) {
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
        int most = LearnerBrake.SLOW_CALLS / part;
        return calls.calls() + answers.forObservers() >= most
                || calls.bytes() >= LearnerBrake.SLOW_BYTES / part
                || feed.answersWaiting() >= most;
    }

    private void slow(LearnerFeed feed, boolean on) {
        feed.slow(on);
        out.pause(feed.link(), on);
    }
}
