package io.quorate.consensus.multipaxos.leader;

import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.leader.LeadershipProof;
import io.quorate.consensus.kit.leader.ProofRounds;
import io.quorate.consensus.kit.state.Server;
import io.quorate.consensus.kit.state.Timing;
import io.quorate.consensus.multipaxos.history.PaxosFeed;
import io.quorate.consensus.multipaxos.history.TermWords;
import io.quorate.consensus.multipaxos.state.PaxosRules;
import io.quorate.consensus.multipaxos.state.PaxosSettings;
import io.quorate.consensus.multipaxos.wire.PaxosMessage;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.peer.LinkId;
import io.quorate.peer.PeerMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease of a leader: while it holds, no other server can be promised a ballot by a quorum, so
 * that a sync needs no round trip. It is asked for while there are syncs, and for a while after the
 * last one; so an ensemble without them elects a leader without waiting for anything. A sync
 * without a lease takes a round of beats, and that brings the lease.
 *
 * <p>The clocks of two servers may run at different rates; each answer to a beat shows what the
 * clock of its sender says, and only answers of a clock that surely runs within the bound count.
 * Source: spec multi-paxos section 7.
 */
final class LeaderLease extends TermWords implements LeadershipProof {

    private static final Logger LOG = LoggerFactory.getLogger(LeaderLease.class);

    /** So many times as long as it holds, it is asked for after the last sync. */
    private static final int DEMAND = 2;

    /** So often while it holds it is renewed. */
    private static final int RENEWALS = 4;

    private final Server server;
    private final PaxosRules.Lease rules;
    private final ProofRounds rounds;
    private final Collection<PaxosFeed> feeds;
    private final Map<LinkId, LearnerClock> clocks = new HashMap<>();
    private final int leaseMillis;
    private final int driftPerMille;
    private long wantedUntilNanos;
    private long renewAtNanos;
    private long endNanos;

    /** The configurations under which the end was found. */
    private Membership committed;

    private Membership seen;

    /** A lease that nobody has granted. */
    LeaderLease(Parts parts, ProofRounds rounds, Collection<PaxosFeed> feeds) {
        this.server = parts.server();
        this.rules = parts.rules().lease();
        this.rounds = rounds;
        this.feeds = feeds;
        PaxosSettings settings = parts.settings();
        leaseMillis = settings.leaseMillis();
        driftPerMille = settings.clockDriftPerMilleMax();
        wantedUntilNanos = server.timing().clockNanos();
    }

    @Override
    public long join() {
        long now = server.timing().clockNanos();
        if (wantedUntilNanos != Long.MIN_VALUE) {
            wantedUntilNanos = now + DEMAND * Timing.nanos(leaseMillis);
        }
        return holds(now) ? rounds.proven() : rounds.join();
    }

    private boolean holds(long now) {
        if (wantedUntilNanos == Long.MIN_VALUE || leaseMillis == 0) {
            return false;
        }
        if (committed != server.ensemble().committed() || seen != server.ensemble().seen()) {
            find();
        }
        return endNanos - now > 0;
    }

    @Override
    public boolean isAsking() {
        return rounds.isAsking();
    }

    @Override
    public long proven() {
        return rounds.proven();
    }

    /**
     * Ends it for good: whoever is named leader next shall not wait, and this one must not lead.
     */
    void stop() {
        wantedUntilNanos = Long.MIN_VALUE;
    }

    private boolean isWanted(long now) {
        return leaseMillis > 0 && wantedUntilNanos != Long.MIN_VALUE && wantedUntilNanos - now > 0;
    }

    @Override
    public PeerMessage ping(LinkId link, long number, long lastNumber) {
        long now = server.timing().clockNanos();
        if (number > 0) {
            clocks.computeIfAbsent(link, any -> new LearnerClock()).sent(number, now);
        }
        return new PaxosMessage.Beat(number, isWanted(now) ? leaseMillis : 0);
    }

    /** Renews it when that is due. */
    void tick() {
        long now = server.timing().clockNanos();
        if (!isWanted(now) || renewAtNanos - now > 0) {
            return;
        }
        renewAtNanos = now + Timing.nanos(leaseMillis) / RENEWALS;
        for (PaxosFeed feed : feeds) {
            if (feed.isLive() && !feed.observer()) {
                feed.ping();
            }
        }
    }

    /** A learner has answered a beat; false if it was sent none. */
    boolean answered(PaxosFeed feed, PaxosMessage.BeatAnswer answer) {
        LearnerClock clock = clocks.get(feed.link());
        if (clock == null || !clock.answered(answer, server.timing().clockNanos())) {
            return false;
        }
        if (answer.granted()) {
            if (clock.isWithin(driftPerMille, rules)) {
                clock.granted();
                find();
            } else if (clock.tellsOf(driftPerMille)) {
                LOG.warn(
                        "the clock of server {} runs more than {} thousandths faster than the one here: it does not count for leases",
                        feed.id(),
                        driftPerMille);
            }
        }
        return true;
    }

    /** A learner is gone. */
    void lost(LearnerFeed feed) {
        clocks.remove(feed.link());
    }

    /** Finds until when a quorum has granted it, each of both configurations. */
    private void find() {
        committed = server.ensemble().committed();
        seen = server.ensemble().seen();
        endNanos = server.timing().clockNanos();
        List<LearnerClock> granting = new ArrayList<>();
        for (PaxosFeed feed : feeds) {
            LearnerClock clock = clocks.get(feed.link());
            if (feed.isLive() && !feed.observer() && clock != null && clock.hasGranted()) {
                clock.of(feed.id());
                granting.add(clock);
            }
        }
        granting.sort((one, other) -> Long.compare(other.grantedFor(), one.grantedFor()));
        List<ServerId> servers = new ArrayList<>();
        servers.add(server.ensemble().self());
        for (LearnerClock clock : granting) {
            servers.add(clock.server());
            if (server.ensemble().decide(servers, false)) {
                endNanos =
                        rules.endNanos(
                                clock.grantedFor(),
                                server.timing().clockNanos(),
                                Timing.nanos(leaseMillis),
                                driftPerMille);
                return;
            }
        }
    }
}
