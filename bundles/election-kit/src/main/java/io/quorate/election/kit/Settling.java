package io.quorate.election.kit;

/**
 * When a quorum that agrees decides: at once if everybody who can be heard agrees, else after a
 * while in which a better candidate may come. Source: consensus SPI L5, spec quorum-protocol
 * section 7.6.
 */
public final class Settling {

    /** How long a quorum that agrees waits for a better candidate. */
    public static final long SETTLE_NANOS = 200_000_000L;

    private boolean agreed;
    private long sinceNanos;

    /** What is agreed on has changed, or nothing is yet. */
    public void restart() {
        agreed = false;
    }

    /** Whether a quorum agreed when it was last asked. */
    public boolean isAgreed() {
        return agreed;
    }

    /** A quorum agrees now: whether it has done so for long enough. */
    public boolean isOver(long nowNanos) {
        if (!agreed) {
            agreed = true;
            sinceNanos = nowNanos;
        }
        return nowNanos - sinceNanos >= SETTLE_NANOS;
    }
}
