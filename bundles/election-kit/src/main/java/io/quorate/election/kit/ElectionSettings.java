package io.quorate.election.kit;

import io.quorate.peer.EnsembleSettings;

/**
 * What every election takes from the settings of the ensemble, and its times for links. Times are
 * in milliseconds. Immutable.
 *
 * <p>Source: spec quorum-protocol section 2.5.
 *
 * @param dialTimeoutMillis time to connect
 * @param preambleTimeoutMillis time an accepted connection has to introduce itself
 * @param listenEverywhere whether to listen on all addresses of the machine
 * @param oracle whether a quorum oracle decides between two voters
 * @param reconfigEnabled whether memberships heard of are believed
 */
public record ElectionSettings(
        int dialTimeoutMillis,
        int preambleTimeoutMillis,
        boolean listenEverywhere,
        boolean oracle,
        boolean reconfigEnabled) {

    private static final int PREAMBLE_TIMEOUT_MILLIS_MIN = 1_000;

    /**
     * Those of an ensemble.
     *
     * @param preambleTimeoutMillis 0 or less: by ticks
     */
    public static ElectionSettings of(
            EnsembleSettings settings, int dialTimeoutMillis, int preambleTimeoutMillis) {
        return new ElectionSettings(
                dialTimeoutMillis,
                preambleTimeoutMillis > 0 ? preambleTimeoutMillis : byTicks(settings),
                settings.flag("quorumListenOnAllIPs"),
                !settings.text("oraclePath").isEmpty(),
                settings.reconfigEnabled());
    }

    private static int byTicks(EnsembleSettings settings) {
        long millis = (long) settings.tickMillis() * settings.syncLimitTicks();
        return Math.clamp(millis, PREAMBLE_TIMEOUT_MILLIS_MIN, Integer.MAX_VALUE);
    }
}
