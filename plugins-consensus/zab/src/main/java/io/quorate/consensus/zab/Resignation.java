package io.quorate.consensus.zab;

import io.quorate.model.ServerId;
import java.util.Collection;

/**
 * A planned end of a term: admits nothing more, finishes what is outstanding, and resigns in favour
 * of a server that has all of it. Source: consensus SPI M10.
 */
final class Resignation {

    private final Server server;
    private final Collection<LearnerFeed> feeds;
    private final Broadcast broadcast;
    private final LeaderCalls calls;
    private boolean begun;
    private ServerId wanted;
    private long deadline;

    Resignation(
            Server server, Collection<LearnerFeed> feeds, Broadcast broadcast, LeaderCalls calls) {
        this.server = server;
        this.feeds = feeds;
        this.broadcast = broadcast;
        this.calls = calls;
    }

    /**
     * Begins; ignored if nobody could take over.
     *
     * @param successor null = any
     */
    void begin(ServerId successor) {
        if (begun || candidate(successor, false) == null) {
            return;
        }
        begun = true;
        wanted = successor;
        deadline = server.timing().now() + server.timing().syncNanos();
        calls.hold(true);
        check();
    }

    /** Resigns when all is done; goes on as before if that takes too long. */
    void check() {
        if (!begun) {
            return;
        }
        LearnerFeed successor =
                broadcast.inFlight() == 0 && calls.isIdle() ? candidate(wanted, true) : null;
        if (successor != null) {
            server.turn().lookInFavour(successor.id());
        } else if (server.timing().now() > deadline) {
            begun = false;
            calls.hold(false);
            calls.drain();
        }
    }

    private LearnerFeed candidate(ServerId successor, boolean withAll) {
        LearnerFeed best = null;
        for (LearnerFeed feed : feeds) {
            boolean fits =
                    feed.isLive()
                            && server.ensemble().votes(feed.id())
                            && (successor == null || successor.equals(feed.id()));
            if (fits && (!withAll || feed.isAtHead()) && (best == null || ranksAbove(feed, best))) {
                best = feed;
            }
        }
        return best;
    }

    /** As votes are compared: then the election needs no second exchange. */
    private static boolean ranksAbove(LearnerFeed feed, LearnerFeed other) {
        return feed.ackedZxid() != other.ackedZxid()
                ? feed.ackedZxid() > other.ackedZxid()
                : feed.id().value() > other.id().value();
    }
}
