package io.quorate.consensus;

import java.util.Arrays;
import java.util.Objects;

/**
 * What a protocol must remember besides the log; replaced as a whole. The two epochs mean the same
 * in every plugin, so a data directory can change plugin (consensus SPI C1).
 *
 * @param acceptedEpoch highest epoch promised to a leader, -1 if never
 * @param currentEpoch epoch of the newest leader whose whole initial history is in the log, -1 if
 *     never
 * @param pluginState private to the protocol, at most {@link #PLUGIN_STATE_BYTES_MAX} bytes, never
 *     changed after handing over. It is kept under {@link ConsensusFactory#protocol()}: no other
 *     protocol sees it or writes over it, and the server never drops it. Out of date if the epochs
 *     are higher than those its owner noted in it, for then another protocol has governed since
 */
public record HardState(long acceptedEpoch, long currentEpoch, byte[] pluginState) {

    /** Most bytes of private state. */
    public static final int PLUGIN_STATE_BYTES_MAX = 64 * 1024;

    private static final byte[] NOTHING = {};

    /** The state of a server that never took part in anything. */
    public static final HardState INITIAL = new HardState(-1, -1, NOTHING);

    public HardState {
        Objects.requireNonNull(pluginState, "pluginState");
        if (pluginState.length > PLUGIN_STATE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "plugin state of "
                            + pluginState.length
                            + " bytes is above "
                            + PLUGIN_STATE_BYTES_MAX);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HardState that
                && acceptedEpoch == that.acceptedEpoch
                && currentEpoch == that.currentEpoch
                && Arrays.equals(pluginState, that.pluginState);
    }

    @Override
    public int hashCode() {
        return Objects.hash(acceptedEpoch, currentEpoch, Arrays.hashCode(pluginState));
    }

    @Override
    public String toString() {
        return "HardState[accepted="
                + acceptedEpoch
                + ", current="
                + currentEpoch
                + ", plugin="
                + pluginState.length
                + " bytes]";
    }
}
