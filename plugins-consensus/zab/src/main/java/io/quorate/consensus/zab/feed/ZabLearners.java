package io.quorate.consensus.zab.feed;

import io.quorate.consensus.kit.feed.History;
import io.quorate.consensus.kit.feed.Learner;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.zab.state.Rules;

/** Makes the feeds of learners. */
public final class ZabLearners {

    private final Rules.SyncChoice choice;

    /** Feeds that choose so. */
    public ZabLearners(Rules.SyncChoice choice) {
        this.choice = choice;
    }

    /** The feed of a learner that has dialled. */
    public ZabFeed feed(Server server, History history, Learner.Seat seat) {
        return new ZabFeed(server, history, choice, seat);
    }
}
