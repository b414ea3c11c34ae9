package io.quorate.consensus.kit.state;

import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the ensemble goes on without what this server has: most of its members have lost their
 * disks, say, and have begun anew. A leader that does not have what is committed here is left again
 * each time. One that stays has a quorum, so that this server is the one that differs: it reports
 * this to the operator, and is no candidate any more, for otherwise the next break of a link would
 * replace what is served by what it has. Survives changes of role, not a restart.
 */
public final class Divergence {

    private static final Logger LOG = LoggerFactory.getLogger(Divergence.class);

    private final Timing timing;
    private final DurableState durableState;
    private ServerId leader;
    private long epoch;
    private long since;
    private long last;
    private long pauseNanos;
    private long adoptUntil;
    private long adoptedFrom = Long.MIN_VALUE;
    private boolean told;
    private boolean withdrawn;

    public Divergence(Timing timing, DurableState durableState) {
        this.timing = timing;
        this.durableState = durableState;
    }

    /**
     * A leader cannot be followed because of what this server has.
     *
     * @param history true if the leader lacks what was established here; false if this server has
     *     merely promised a later epoch
     */
    public void met(ServerId who, ServerId self, long itsEpoch, boolean history) {
        long now = timing.now();
        boolean again = who.equals(leader) && itsEpoch == epoch && now - last <= patienceNanos();
        last = now;
        if (!again) {
            leader = who;
            epoch = itsEpoch;
            since = now;
            told = false;
            return;
        }
        if (now - since <= patienceNanos()) {
            return;
        }
        if (!told) {
            told = true;
            tell(self, history);
        }
        withdrawn |= history && !isAdopting();
        pauseNanos =
                history && !isAdopting()
                        ? Math.min(Math.max(2 * pauseNanos, timing.tickNanos()), timing.syncNanos())
                        : timing.halfTickNanos();
    }

    /** A leader that had no quorum when it was met first has lost its term by then. */
    private long patienceNanos() {
        return Math.max(timing.initNanos(), timing.syncNanos());
    }

    private void tell(ServerId self, boolean history) {
        if (history) {
            LOG.warn(
                    "server {} stays out: it has epoch {}, a log up to {} and has committed up to {}, but the ensemble goes on without that,"
                            + " in epoch {} under server {}. Stop this server and run \"quorate history discard\", which copies its history away"
                            + " so that it takes the ensemble's; or run \"quorate history adopt\", and the ensemble takes over this one",
                    self,
                    durableState.current(),
                    Zxid.text(durableState.last()),
                    Zxid.text(durableState.floor()),
                    epoch,
                    leader);
        } else {
            LOG.warn(
                    "server {} waits for a change of leader: it has promised epoch {}, and server {} leads in epoch {}",
                    self,
                    durableState.accepted(),
                    leader,
                    epoch);
        }
    }

    /** A leader's history is the one of this server now. */
    public void ended() {
        leader = null;
        pauseNanos = 0;
        withdrawn = false;
        adoptUntil = 0;
    }

    /** The operator wants what this server has: it is a candidate again, for a while. */
    public void adopt() {
        if (withdrawn) {
            LOG.warn("This server is a candidate again: the ensemble is to adopt its history");
            withdrawn = false;
            pauseNanos = 0;
            adoptUntil = timing.now() + timing.initNanos();
        }
    }

    /** Whether a leader that stands is not to be followed, because the ensemble is to adopt. */
    public boolean isAdopting() {
        return timing.now() < adoptUntil;
    }

    /** This server leads: if the ensemble is to adopt its history, that begins with this epoch. */
    public void leads(long newEpoch) {
        if (isAdopting()) {
            adoptedFrom = newEpoch;
        }
        ended();
    }

    /**
     * Whether a learner must be sent everything, because the zxids of its history may stand for
     * other transactions here.
     *
     * @param learnersEpoch its current epoch; -1 = unknown
     */
    public boolean forbidsDifference(long learnersEpoch) {
        return learnersEpoch < adoptedFrom;
    }

    /** Whether this server must not be elected. */
    public boolean isWithdrawn() {
        return withdrawn;
    }

    /** How long to wait before the leader is tried again. */
    public long pauseNanos() {
        return pauseNanos;
    }
}
