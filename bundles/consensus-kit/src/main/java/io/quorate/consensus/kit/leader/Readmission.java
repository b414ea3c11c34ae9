package io.quorate.consensus.kit.leader;

import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.consensus.kit.state.DurableState;
import io.quorate.consensus.kit.state.Server;
import io.quorate.model.ServerId;
import io.quorate.model.Vote;
import io.quorate.model.Zxid;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Voters that cannot follow the term of this leader because they have promised a later epoch: to
 * another leader that came to nothing, or to themselves. Only a new epoch brings them back, so the
 * leader resigns for one of them; but not for a stranger, and not for a history its quorum does not
 * have.
 *
 * <p>A claim on the quorum port alone proves nothing. It counts if the voter has claimed the same
 * before, has looked for a leader since then on the election port, with a vote for itself that
 * tells its history, and is not in step on another link.
 */
public final class Readmission {

    private static final Logger LOG = LoggerFactory.getLogger(Readmission.class);

    /** What a voter has claimed in this term, and what it voted for since. */
    private static final class Claim {
        private final long promised;
        private Vote vote;

        Claim(long promised) {
            this.promised = promised;
        }
    }

    private final Server server;
    private final Collection<? extends LearnerFeed> feeds;
    private final Map<ServerId, Claim> claims = new HashMap<>();
    private final Set<ServerId> outside = new HashSet<>();

    public Readmission(Server server, Collection<? extends LearnerFeed> feeds) {
        this.server = server;
        this.feeds = feeds;
    }

    /**
     * A learner that calls itself so has promised an epoch behind this one.
     *
     * @return true if the term is to end for it, once it has lasted for a while
     */
    public boolean claimed(ServerId id, long promised, long epoch, boolean lasted) {
        if (!server.ensemble().votes(id)
                || isInStep(id)
                || !server.rules().epochBound().admits(promised, epoch)) {
            return false;
        }
        Claim before = claims.get(id);
        if (before == null || before.promised != promised) {
            claims.put(id, new Claim(promised));
            return false;
        }
        Vote vote = before.vote;
        if (vote == null || !lasted) {
            return false;
        }
        before.vote = null;
        return !isAhead(vote) && server.promises().makeRoom(id, promised);
    }

    /** A voter looks for a leader; a vote for itself or for none shows its own history. */
    public void looks(ServerId id, Vote vote) {
        boolean own = vote.leader().equals(id) || vote.leader().equals(Vote.NOBODY);
        if (!own || isInStep(id)) {
            return;
        }
        if (isAhead(vote)) {
            keepOut(id, vote);
            return;
        }
        outside.remove(id);
        Claim claim = claims.get(id);
        if (claim != null) {
            claim.vote = vote;
        }
    }

    /**
     * A voter looks while there is no epoch yet. If neither it nor a quorum has come for so long,
     * those that elected this leader follow somebody else or cannot follow it: it looks as well, so
     * that the two meet in one election.
     */
    public void looksEarly(ServerId id, TermStart start, long patienceNanos) {
        if (server.ensemble().votes(id) && start.missedNanos(id) > patienceNanos) {
            server.turn().look("server " + id + " looks again before there is an epoch");
        }
    }

    private void keepOut(ServerId id, Vote vote) {
        if (outside.add(id)) {
            LOG.warn(
                    "server {} stays out: its history (epoch {}, {}) goes further than what this ensemble has committed (epoch {}, {})",
                    id,
                    vote.epoch(),
                    Zxid.text(vote.zxid()),
                    server.durableState().current(),
                    Zxid.text(server.durableState().committed()));
        }
    }

    private boolean isAhead(Vote vote) {
        DurableState durableState = server.durableState();
        return server.rules()
                .history()
                .isAhead(
                        vote.epoch(),
                        vote.zxid(),
                        durableState.current(),
                        durableState.committed());
    }

    private boolean isInStep(ServerId id) {
        for (LearnerFeed feed : feeds) {
            if (id.equals(feed.id()) && feed.isSynced()) {
                return true;
            }
        }
        return false;
    }

    /** A learner is in step. */
    public void came(ServerId id) {
        claims.remove(id);
        outside.remove(id);
        server.promises().came(id);
    }

    /** Voters whose history has what the quorum of this leader does not have. */
    public Set<ServerId> outside() {
        return outside;
    }
}
