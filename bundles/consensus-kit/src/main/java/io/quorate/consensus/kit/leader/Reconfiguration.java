package io.quorate.consensus.kit.leader;

import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.state.Ensemble;
import io.quorate.consensus.kit.state.Server;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import java.util.Collection;
import java.util.List;

/**
 * The change of the configuration a leader has under way, at most one: from its proposal to its
 * commit everything needs quorums of both configurations.
 *
 * <p>Source: spec quorum-protocol sections 10.3, 16.2, 16.3, 16.6.
 */
public final class Reconfiguration {

    private final Server server;
    private final Collection<? extends LearnerFeed> feeds;
    private Membership announced;
    private long pendingZxid;
    private Membership pending;
    private long decidedZxid;
    private ServerId leaderOfDecided;
    private ServerId successor;

    Reconfiguration(Server server, Collection<? extends LearnerFeed> feeds) {
        this.server = server;
        this.feeds = feeds;
        announced = server.ensemble().seen();
    }

    /** A configuration that was never established gets the epoch's start as its version. */
    void prepare(long epoch) {
        Ensemble ensemble = server.ensemble();
        if (ensemble.reconfigEnabled() && ensemble.seen().version() == 0) {
            ensemble.propose(ensemble.committed().withVersion(Zxid.of(epoch, 0)));
        }
        announced = ensemble.seen();
    }

    /** The epoch is established, and with it the configuration it was announced with. */
    public void established(Collection<ServerId> accepted) {
        Membership seen = server.ensemble().seen();
        if (server.ensemble().proposed() != null) {
            ServerId leader =
                    keepsLeading(server.ensemble().committed(), seen)
                            ? server.ensemble().self()
                            : anyVoter(seen, accepted);
            server.ensemble().activate(seen, leader);
            mute(leader);
        }
    }

    private void mute(ServerId leader) {
        successor = server.ensemble().self().equals(leader) ? null : leader;
    }

    void proposed(long zxid, Membership membership) {
        server.ensemble().propose(membership);
        pendingZxid = zxid;
        pending = membership;
    }

    /** False once another server was named leader: the rest is left to it. */
    boolean mayCommit() {
        return successor == null;
    }

    /** The server that was named instead of this one; null if none. */
    public ServerId successor() {
        return successor;
    }

    /**
     * A commit may go up to a reconfiguration, takes it alone, and then goes on under the new
     * rules.
     */
    long stopAt(long decided, long upTo) {
        if (pending == null || upTo < pendingZxid) {
            return upTo;
        }
        return isFirst() || decided >= pendingZxid - 1 ? pendingZxid : pendingZxid - 1;
    }

    /**
     * Adds the zxid before the reconfiguration as a possible end: up to there the old quorum is
     * enough.
     */
    int addBounds(long[] acknowledged, int count) {
        int filled = count;
        if (pending != null && !isFirst()) {
            acknowledged[filled++] = pendingZxid - 1;
        }
        return filled;
    }

    /** Nothing stands before it in this epoch. */
    private boolean isFirst() {
        return Zxid.counter(pendingZxid) == 1;
    }

    boolean decides(long upTo, List<ServerId> holders, boolean alone) {
        Ensemble ensemble = server.ensemble();
        return pending == null || upTo < pendingZxid
                ? ensemble.decideNow(holders, alone)
                : ensemble.decide(holders, alone);
    }

    void committed(long upTo) {
        if (pending == null || upTo < pendingZxid) {
            return;
        }
        Membership before = server.ensemble().committed();
        ServerId leader =
                keepsLeading(before, pending) ? server.ensemble().self() : mostAdvanced(pending);
        decidedZxid = pendingZxid;
        Membership now = pending;
        pending = null;
        leaderOfDecided = leader;
        server.ensemble().activate(now, leader);
        announced = server.ensemble().seen();
        mute(leader);
    }

    private boolean keepsLeading(Membership before, Membership after) {
        return Ensemble.keeps(before, after, server.ensemble().self());
    }

    /** The voter of the new configuration that has acknowledged most. */
    private ServerId mostAdvanced(Membership membership) {
        LearnerFeed best = null;
        for (LearnerFeed feed : feeds) {
            boolean candidate =
                    feed.id() != null && !feed.observer() && membership.participates(feed.id());
            if (candidate
                    && feed.ackedZxid() >= pendingZxid
                    && (best == null || feed.ackedZxid() > best.ackedZxid())) {
                best = feed;
            }
        }
        return best == null ? server.ensemble().self() : best.id();
    }

    private ServerId anyVoter(Membership membership, Collection<ServerId> accepted) {
        for (ServerId candidate : accepted) {
            if (membership.participates(candidate)) {
                return candidate;
            }
        }
        return server.ensemble().self();
    }

    /** Whom the reconfiguration committed last, if it has this zxid, names as leader; else null. */
    ServerId designated(long zxid) {
        return zxid == decidedZxid ? leaderOfDecided : null;
    }

    /** The configuration learners are told with the epoch. */
    Membership announced() {
        return announced;
    }
}
