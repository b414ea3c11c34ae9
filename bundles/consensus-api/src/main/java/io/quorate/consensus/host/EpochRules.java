package io.quorate.consensus.host;

import io.quorate.consensus.HardState;
import io.quorate.model.Zxid;
import org.jspecify.annotations.Nullable;

/** The two epochs of the hard state. Source: consensus SPI C1, consensus SPI section 1.5. */
final class EpochRules {

    private long accepted = -1;
    private long current = -1;

    void start(HardState state) {
        accepted = state.acceptedEpoch();
        current = state.currentEpoch();
    }

    @Nullable String write(HardState state) {
        if (state.acceptedEpoch() < accepted || state.currentEpoch() < current) {
            return "the epochs of the hard state never fall, but ("
                    + state.acceptedEpoch()
                    + ", "
                    + state.currentEpoch()
                    + ") is written after ("
                    + accepted
                    + ", "
                    + current
                    + ")";
        }
        if (state.acceptedEpoch() < state.currentEpoch()) {
            return "the accepted epoch is not below the current one, but "
                    + state.acceptedEpoch()
                    + " is written with "
                    + state.currentEpoch();
        }
        accepted = state.acceptedEpoch();
        current = state.currentEpoch();
        return null;
    }

    @Nullable String append(long zxid) {
        if (current >= 0 && Zxid.epoch(zxid) > current) {
            return "an epoch is current before its first entry is logged, but "
                    + Zxid.text(zxid)
                    + " is appended in epoch "
                    + current;
        }
        return null;
    }

    /** {@code end} is where the history ends that is installed with the state. */
    @Nullable String install(HardState state, long end) {
        String broken = write(state);
        return broken != null ? broken : append(end);
    }
}
