package io.quorate.consensus.multipaxos.leader;

import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.leader.Voices;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import java.util.HashMap;
import java.util.Map;

/** Who has said what, and what must be on the disk of this server before it counts itself. */
final class Quorums {
    final Voices connected = new Voices();
    final Voices promised = new Voices();
    final Voices accepted = new Voices();
    final Map<LearnerFeed, PaxosMessage.Promise> promises = new HashMap<>();
    final Map<LearnerFeed, Long> askAgainAt = new HashMap<>();
    long ticket;

    /** A learner is gone. */
    void lost(LearnerFeed feed) {
        connected.remove(feed);
        promised.remove(feed);
        promises.remove(feed);
        accepted.remove(feed);
        askAgainAt.remove(feed);
    }
}
