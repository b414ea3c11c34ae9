package io.quorate.consensus.kit.state;

import io.quorate.model.ServerId;

/**
 * How long this server waits before it dials a leader whose history it was not given the last times
 * it tried: a leader that turns it away goes on to. Survives changes of role, not a restart.
 */
public final class JoinBackoff {

    /** The pause after the second failure is so many times shorter than the longest one. */
    private static final int SHORTEST_PART = 20;

    private final long longestNanos;
    private ServerId leader;
    private long pauseNanos;

    /** No leader has been tried. */
    public JoinBackoff(Timing timing) {
        this.longestNanos = timing.halfTickNanos();
    }

    /** A link to this leader came to nothing before any history came. */
    public void failed(ServerId with) {
        if (with.equals(leader)) {
            pauseNanos =
                    Math.min(Math.max(2 * pauseNanos, longestNanos / SHORTEST_PART), longestNanos);
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

    /**
     * How long to wait, half a tick at most; nothing after a single failure, which may be one of a
     * change of leader.
     */
    public long pauseNanos(ServerId with) {
        return with.equals(leader) ? pauseNanos : 0;
    }
}
