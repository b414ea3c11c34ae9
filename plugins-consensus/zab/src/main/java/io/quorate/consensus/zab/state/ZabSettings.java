package io.quorate.consensus.zab.state;

import io.quorate.consensus.kit.state.Settings;
import io.quorate.peer.EnsembleSettings;

/**
 * What the keys of this plugin say, see its table {@code META-INF/quorate/keys.txt}. Immutable.
 *
 * <p>Source: spec quorum-protocol section 2.5.
 *
 * @param connectTicks ticks a learner may take to connect; 0: as many as it may take to synchronise
 * @param snapshotTransfersMax learners that are sent a whole tree at once
 * @param epochWaitMillisMax how long a leader that waits for an epoch overlooks that its voters
 *     look again, ms; negative: half of the time to synchronise, three seconds at most
 * @param redialDelayMillisMax longest time an observer waits before it dials, ms
 * @param electionDelayMillisMax longest time an observer waits before it looks for a leader, ms
 */
public record ZabSettings(
        int connectTicks,
        int snapshotTransfersMax,
        int epochWaitMillisMax,
        int redialDelayMillisMax,
        int electionDelayMillisMax) {

    /** The defaults of the table. */
    public static final ZabSettings DEFAULTS = new ZabSettings(0, 10, -1, 0, 200);

    /** With what ensembles set for every plugin. */
    public Settings in(EnsembleSettings ensemble) {
        return new Settings(
                ensemble,
                connectTicks,
                snapshotTransfersMax,
                redialDelayMillisMax,
                electionDelayMillisMax);
    }
}
