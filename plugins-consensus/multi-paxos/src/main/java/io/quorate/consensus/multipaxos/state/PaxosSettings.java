package io.quorate.consensus.multipaxos.state;

import io.quorate.consensus.kit.state.Settings;
import io.quorate.peer.EnsembleSettings;

/**
 * What the keys of this plugin say, see its table {@code META-INF/quorate/keys.txt}. Immutable.
 *
 * @param clusterId number of the ensemble; servers with another one are refused
 * @param leaseMillis for how long a voter that grants a lease promises nobody else, ms; 0: no
 *     leases
 * @param clockDriftPerMilleMax how much faster or slower than another one a clock may run and still
 *     count for a lease, thousandths
 * @param snapshotTransfersMax learners that are sent a whole tree at once
 */
public record PaxosSettings(
        long clusterId, int leaseMillis, int clockDriftPerMilleMax, int snapshotTransfersMax) {

    /** Longest time an observer waits before it looks for a leader, ms. */
    private static final int ELECTION_DELAY_MILLIS_MAX = 200;

    /** The defaults of the table. */
    public static final PaxosSettings DEFAULTS = new PaxosSettings(0, 200, 10, 10);

    public PaxosSettings {
        if (leaseMillis < 0 || clockDriftPerMilleMax < 1 || clockDriftPerMilleMax > 200) {
            throw new IllegalArgumentException("a number of multi-paxos is outside its range");
        }
    }

    /** With what ensembles set for every plugin. */
    public Settings in(EnsembleSettings ensemble) {
        return new Settings(ensemble, 0, snapshotTransfersMax, 0, ELECTION_DELAY_MILLIS_MAX);
    }
}
