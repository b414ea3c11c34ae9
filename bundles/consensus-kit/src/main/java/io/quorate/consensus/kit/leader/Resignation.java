package io.quorate.consensus.kit.leader;

import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.state.Server;
import io.quorate.model.OpCode;
import io.quorate.model.ServerId;
import java.util.Collection;
import java.util.List;

/**
 * A planned end of a term: admits nothing more, finishes what is outstanding, and resigns in favour
 * of a server that has all of it.
 *
 * <p>An election chooses the longest history, and among equal ones the greatest id. So that a
 * successor that was named is chosen whatever its id, this leader makes one last transaction that
 * changes nothing, and sends it to nobody else: with that the successor's history is longer than
 * that of every other server but this one, which votes for it. To the others it looks as if the
 * leader had died while it proposed. Source: consensus SPI M10, docs/adr/0054.
 */
public final class Resignation {

    /** The removal of a container that is none: refused, so that nothing is changed. */
    private static final byte[] ROOT = {0, 0, 0, 1, '/'};

    private final Server server;
    private final Collection<? extends LearnerFeed> feeds;
    private final Broadcast broadcast;
    private final LeaderCalls calls;
    private boolean begun;
    private ServerId wanted;
    private long before;
    private long mark;
    private long deadline;

    public Resignation(
            Server server,
            Collection<? extends LearnerFeed> feeds,
            Broadcast broadcast,
            LeaderCalls calls) {
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
    public void begin(ServerId successor) {
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
    public void check() {
        if (!begun) {
            return;
        }
        if (candidate(wanted, false) == null || server.timing().now() > deadline) {
            goOn();
            return;
        }
        LearnerFeed successor = ready();
        if (successor != null && wanted != null && mark == 0) {
            before = broadcast.last();
            mark = broadcast.nextZxid();
            feeds.forEach(this::holdBack);
            calls.submit(new LeaderCall.Submit(0, 0, OpCode.DELETE_CONTAINER, ROOT, List.of()));
        } else if (successor != null) {
            begun = false;
            server.turn().lookInFavour(successor.id());
        }
    }

    /** The server that may take over now, or is to be sent the last transaction; null if none. */
    private LearnerFeed ready() {
        if (mark == 0) {
            return broadcast.inFlight() == 0 && calls.isIdle() && broadcast.hasRoom()
                    ? candidate(wanted, true)
                    : null;
        }
        LearnerFeed successor = candidate(wanted, false);
        return successor.ackedZxid() >= mark ? successor : null;
    }

    /** Only the successor is sent the last transaction; also for learners that come meanwhile. */
    public void holdBack(LearnerFeed feed) {
        if (mark != 0 && !wanted.equals(feed.id())) {
            feed.holdBackAbove(before);
        }
    }

    private void goOn() {
        begun = false;
        mark = 0;
        for (LearnerFeed feed : feeds) {
            feed.holdBackAbove(Long.MAX_VALUE);
        }
        calls.hold(false);
        calls.drain();
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
