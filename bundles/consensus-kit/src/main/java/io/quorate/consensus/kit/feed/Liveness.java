package io.quorate.consensus.kit.feed;

import io.quorate.consensus.kit.state.Server;
import io.quorate.model.ServerId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps learners awake, and sees whether enough are left to lead. Source: spec quorum-protocol
 * section 15.
 */
public final class Liveness {

    private final Server server;
    private final Collection<? extends LearnerFeed> feeds;
    private long pingAt;

    public Liveness(Server server, Collection<? extends LearnerFeed> feeds) {
        this.server = server;
        this.feeds = feeds;
    }

    /** Pings every half tick. */
    public void ping() {
        long now = server.timing().now();
        if (now < pingAt) {
            return;
        }
        pingAt = now + server.timing().halfTickNanos();
        for (LearnerFeed feed : feeds) {
            if (feed.stage().compareTo(LearnerFeed.Stage.OFFERED) >= 0) {
                feed.ping();
            }
        }
    }

    /** Whether those in step, this server included, decide. */
    public boolean quorum() {
        Set<ServerId> synced = new HashSet<>();
        synced.add(server.ensemble().self());
        for (LearnerFeed feed : feeds) {
            if (feed.isFollowerInStep()) {
                synced.add(feed.id());
            }
        }
        return server.ensemble().decide(synced, synced.size() == 1);
    }
}
