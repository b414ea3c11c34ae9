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

    /** Longest lease; the table of keys says the same. */
    static final int LEASE_MILLIS_MAX = 60_000;

    private static final int CLOCK_DRIFT_PER_MILLE_MAX = 200;

    public PaxosSettings {
        check("multiPaxos.leaseMillis", leaseMillis, 0, LEASE_MILLIS_MAX);
        check(
                "multiPaxos.maxClockDriftPerMille",
                clockDriftPerMilleMax,
                1,
                CLOCK_DRIFT_PER_MILLE_MAX);
    }

    private static void check(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    key + " is " + value + ", but it must be from " + min + " to " + max);
        }
    }

    /** With what ensembles set for every plugin. */
    public Settings in(EnsembleSettings ensemble) {
        return new Settings(ensemble, 0, snapshotTransfersMax, 0, ELECTION_DELAY_MILLIS_MAX);
    }
}
