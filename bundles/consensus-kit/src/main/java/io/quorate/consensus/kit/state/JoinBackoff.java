package io.quorate.consensus.kit.state;

import io.quorate.model.ServerId;

/**
 * How long this server waits before it dials a leader whose history it was not given the last times
 * it tried: a leader that turns it away goes on to. Survives changes of role, not a restart.
 */
public final class JoinBackoff {

    /** After the second failure; each further one doubles it. */
    private static final long PAUSE_MIN_NANOS = Timing.nanos(50);

    private static final long PAUSE_MAX_NANOS = Timing.nanos(1_000);

    private ServerId leader;
    private long pauseNanos;

    /** A link to this leader came to nothing before any history came. */
    public void failed(ServerId with) {
        if (with.equals(leader)) {
            pauseNanos = Math.min(Math.max(2 * pauseNanos, PAUSE_MIN_NANOS), PAUSE_MAX_NANOS);
        } else {
            leader = with;
            pauseNanos = 0;
        }
    }

    /** This server is in step with a leader. */
    public void joined() {
        leader = null;
        pauseNanos = 0;
    }

    /** How long to wait; nothing after a single failure, which may be one of a change of leader. */
    public long pauseNanos(ServerId with) {
        return with.equals(leader) ? pauseNanos : 0;
    }
}
