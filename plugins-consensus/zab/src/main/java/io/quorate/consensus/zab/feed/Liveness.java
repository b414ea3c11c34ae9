package io.quorate.consensus.zab.feed;

import io.quorate.consensus.zab.state.Server;
import io.quorate.consensus.zab.state.Timing;
import io.quorate.model.ServerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps learners awake, lets go of silent ones, and sees whether enough are left to lead. Source:
 * spec quorum-protocol section 15.
 */
public final class Liveness {

    private final Server server;
    private final Collection<LearnerFeed> feeds;
    private long pingAt;

    public Liveness(Server server, Collection<LearnerFeed> feeds) {
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

    /** Learners that were silent, or owe an acknowledgement, for too long. */
    public List<LearnerFeed> late() {
        List<LearnerFeed> late = new ArrayList<>();
        Timing timing = server.timing();
        for (LearnerFeed feed : feeds) {
            if (feed.isSlowed()) {
                continue; // it is not read
            }
            long allowed = feed.isSynced() ? timing.syncNanos() : timing.initNanos();
            boolean silent = timing.now() - feed.heardAt() > allowed;
            boolean owes =
                    feed.isLive()
                            && feed.owesSince() != 0
                            && timing.now() - feed.owesSince() > timing.syncNanos();
            if (silent || owes) {
                late.add(feed);
            }
        }
        return late;
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
