package io.quorate.consensus.kit.leader;

import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.state.Server;
import io.quorate.model.ServerId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Proves that this leader still leads: a quorum answers PINGs that were sent after the question.
 * Learners answer in order, so answers are only counted. Questions that come while a round is under
 * way share the next one.
 *
 * <p>Source: consensus SPI M5.
 */
public final class ProofRounds implements LeadershipProof {

    private final Server server;
    private final Collection<? extends LearnerFeed> feeds;
    private final Map<LearnerFeed, Long> due = new HashMap<>();
    private long started;
    private long proven;
    private boolean wanted;

    public ProofRounds(Server server, Collection<? extends LearnerFeed> feeds) {
        this.server = server;
        this.feeds = feeds;
    }

    @Override
    public long join() {
        if (started > proven) {
            wanted = true;
            return started + 1;
        }
        start();
        return started;
    }

    private void start() {
        wanted = false;
        started++;
        due.clear();
        for (LearnerFeed feed : feeds) {
            ask(feed);
        }
        check();
    }

    private void ask(LearnerFeed feed) {
        if (feed.isLive() && !feed.observer()) {
            feed.ping();
            due.put(feed, feed.pingsSent());
        }
    }

    /** A learner became live: it may prove a round that is under way. */
    public void joined(LearnerFeed feed) {
        if (started > proven) {
            ask(feed);
        }
    }

    /** A learner is gone. */
    public void lost(LearnerFeed feed) {
        due.remove(feed);
    }

    /** A learner has answered a PING. */
    public void answered() {
        if (started > proven) {
            check();
        }
    }

    private void check() {
        Set<ServerId> answered = new HashSet<>();
        answered.add(server.ensemble().self());
        boolean alone = true;
        for (LearnerFeed feed : feeds) {
            alone &= !feed.isFollowerInStep();
            Long ping = due.get(feed);
            if (ping != null && feed.pingsAnswered() >= ping) {
                answered.add(feed.id());
            }
        }
        if (server.ensemble().decide(answered, alone)) {
            proven = started;
            if (wanted) {
                start();
            }
        }
    }

    @Override
    public boolean isAsking() {
        return started > proven;
    }

    @Override
    public long proven() {
        return proven;
    }
}
