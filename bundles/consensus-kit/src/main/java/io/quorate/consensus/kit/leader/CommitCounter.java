package io.quorate.consensus.kit.leader;

import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.state.OwnLog;
import io.quorate.consensus.kit.state.Server;
import io.quorate.model.ServerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Counts how far the proposals of a term are decided: what the disk of this server has, and what
 * learners have acknowledged. An acknowledgement counts as long as its learner is connected, so a
 * learner that is cut back and comes again is never counted for what it had before. Source: spec
 * quorum-protocol section 13.1.
 */
final class CommitCounter {

    private final Server server;
    private final Collection<? extends LearnerFeed> feeds;
    private final Reconfiguration reconfiguration;
    private final OwnLog own = new OwnLog();
    private final List<ServerId> holders = new ArrayList<>();
    private long[] acknowledged = new long[16];
    private long ownUpTo;

    CommitCounter(
            Server server,
            Collection<? extends LearnerFeed> feeds,
            Reconfiguration reconfiguration) {
        this.server = server;
        this.feeds = feeds;
        this.reconfiguration = reconfiguration;
    }

    /** A proposal is on its way to the disk of this server. */
    void appended(long ticket, long zxid) {
        own.appended(ticket, zxid);
    }

    /** The last proposal that is decided now; at most {@code decided} if nothing new is. */
    long decidedUpTo(long decided) {
        ownUpTo = Math.max(ownUpTo, own.upTo(server.durableState().durable()));
        if (acknowledged.length < 2 * feeds.size() + 2) {
            acknowledged = new long[4 * feeds.size() + 2];
        }
        int count = 0;
        acknowledged[count++] = ownUpTo;
        for (LearnerFeed feed : feeds) {
            if (!feed.observer()) {
                acknowledged[count++] = feed.ackedZxid();
            }
        }
        count = reconfiguration.addBounds(acknowledged, count);
        return server.rules().commitPoint().find(acknowledged, count, decided, this::decides);
    }

    private boolean decides(long upTo) {
        holders.clear();
        boolean alone = true;
        if (ownUpTo >= upTo) {
            holders.add(server.ensemble().self());
        }
        for (LearnerFeed feed : feeds) {
            alone &= !feed.isFollowerInStep();
            if (!feed.observer() && feed.ackedZxid() >= upTo) {
                holders.add(feed.id());
            }
        }
        return reconfiguration.decides(upTo, holders, alone && !holders.isEmpty());
    }
}
