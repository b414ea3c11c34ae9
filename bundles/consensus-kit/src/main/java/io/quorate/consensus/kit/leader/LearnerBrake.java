package io.quorate.consensus.kit.leader;

import io.quorate.consensus.LeaderCall;
import io.quorate.consensus.kit.calls.RequestBytes;
import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.state.Server;
import io.quorate.model.ServerId;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Slows learners whose clients ask for more than is carried out, or that do not take the answers:
 * from then on their links are not read, until half of what waited is done. What else a link brings
 * must not wait for that where something hangs on it: a voter whose word a quorum may need is read
 * as long as it owes an acknowledgement or a proof, since that lies behind its calls.
 *
 * <p>A learner that goes on for ever without bounding its clients is let go. Source: consensus SPI
 * H5, docs/adr/0055.
 */
public final class LearnerBrake {

    /** Calls of one learner that are not done, from which on it is slowed. */
    public static final int SLOW_CALLS = 20_000;

    /** Bytes in them. */
    public static final long SLOW_BYTES = 64L << 20;

    /** Where slowing has not helped, and the learner is let go. */
    public static final int MOST_CALLS = 10 * SLOW_CALLS;

    public static final long MOST_BYTES = 4 * SLOW_BYTES;

    /** What a learner has asked for and not got. */
    private static final class Backlog {
        int calls;
        long bytes;

        void add(LeaderCall call, int sign) {
            calls += sign;
            bytes +=
                    call instanceof LeaderCall.Submit submit
                            ? (long) sign * RequestBytes.of(submit.body(), submit.who())
                            : 0;
        }
    }

    /** Answers that are not sent count as if they were still to be found. */
    private static boolean reaches(
            LearnerFeed feed, Backlog backlog, int mostCalls, long mostBytes) {
        return backlog.calls + feed.answersWaiting() >= mostCalls || backlog.bytes >= mostBytes;
    }

    private final Server server;
    private final Collection<? extends LearnerFeed> feeds;
    private final LeadershipProof proof;
    private final Map<LearnerFeed, Backlog> backlogs = new LinkedHashMap<>();
    private boolean released;

    LearnerBrake(Server server, Collection<? extends LearnerFeed> feeds, LeadershipProof proof) {
        this.server = server;
        this.feeds = feeds;
        this.proof = proof;
    }

    /** One more call; false if the learner has far too many. */
    boolean add(LearnerFeed from, LeaderCall call) {
        Backlog backlog = backlogs.computeIfAbsent(from, feed -> new Backlog());
        if (reaches(from, backlog, MOST_CALLS, MOST_BYTES)) {
            return false;
        }
        backlog.add(call, 1);
        if (reaches(from, backlog, SLOW_CALLS, SLOW_BYTES)) {
            review(from, backlog);
        }
        return true;
    }

    void done(LearnerFeed from, LeaderCall call) {
        Backlog backlog = from == null ? null : backlogs.get(from);
        if (backlog != null) {
            backlog.add(call, -1);
            if (from.isSlowed()) {
                review(from, backlog);
            }
        }
    }

    void lost(LearnerFeed feed) {
        backlogs.remove(feed);
        reviewSlowed();
    }

    /** While released it slows no learner: the term ends, and what is under way must end, too. */
    void release(boolean now) {
        released = now;
        reviewSlowed();
    }

    /** What hangs on a learner may have changed. */
    void tick() {
        backlogs.forEach(
                (feed, backlog) -> {
                    if (feed.isSlowed() || reaches(feed, backlog, SLOW_CALLS, SLOW_BYTES)) {
                        review(feed, backlog);
                    }
                });
    }

    private void reviewSlowed() {
        backlogs.forEach(
                (feed, backlog) -> {
                    if (feed.isSlowed()) {
                        review(feed, backlog);
                    }
                });
    }

    private void review(LearnerFeed feed, Backlog backlog) {
        boolean much =
                feed.isSlowed()
                        ? reaches(feed, backlog, SLOW_CALLS / 2, SLOW_BYTES / 2)
                        : reaches(feed, backlog, SLOW_CALLS, SLOW_BYTES);
        boolean slow = much && !released && mayWait(feed);
        if (slow != feed.isSlowed()) {
            feed.slow(slow);
            server.out().pause(feed.link(), slow);
        }
    }

    /** Whether nothing hangs on what the link may bring besides calls. */
    private boolean mayWait(LearnerFeed feed) {
        if (feed.observer() || feed.owesSince() == 0 && !proof.isAsking()) {
            return true;
        }
        Set<ServerId> others = new HashSet<>();
        others.add(server.ensemble().self());
        for (LearnerFeed other : feeds) {
            if (other != feed && other.isFollowerInStep() && !other.isSlowed()) {
                others.add(other.id());
            }
        }
        return server.ensemble().decide(others, false);
    }
}
