package io.quorate.consensus.kit.state;

import io.quorate.model.ServerId;
import io.quorate.model.Zxid;
import java.util.HashMap;
import java.util.Map;

/**
 * What this server, while it led, has heard of promises it could not follow: the next epoch it
 * founds lies behind them. Survives changes of role.
 */
public final class Promises {

    /**
     * A voter for which room was made and that did not come is not waited for again so soon: the
     * claim may have been a stranger's.
     */
    private static final int PAUSE_TICKS = 1_000;

    private final Timing timing;
    private final Map<ServerId, Long> roomMadeAt = new HashMap<>();
    private long heard;

    public Promises(Timing timing) {
        this.timing = timing;
    }

    /**
     * A voter shall be able to follow the next leader, whatever is claimed afterwards.
     *
     * @return false if that was tried a while ago, and it has not come
     */
    public boolean makeRoom(ServerId voter, long promised) {
        Long before = roomMadeAt.get(voter);
        if (before != null && timing.now() - before < PAUSE_TICKS * timing.tickNanos()) {
            return false;
        }
        roomMadeAt.put(voter, timing.now());
        heard = Math.max(heard, promised);
        return true;
    }

    /** A voter is in step. */
    public void came(ServerId voter) {
        roomMadeAt.remove(voter);
    }

    /** The epoch a new term begins with at least; beyond {@link Zxid#EPOCH_MAX} there is none. */
    public long next(long accepted) {
        return Math.max(heard, accepted) + 1;
    }
}
