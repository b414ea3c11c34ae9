package io.quorate.election.fast;

import io.quorate.peer.EnsembleSettings;

/**
 * What the election takes from the settings of the ensemble and its own. Times are in milliseconds.
 *
 * <p>Source: spec quorum-protocol sections 2.5 and 7.5.
 *
 * @param silenceMillisMin first silence after which a looking server repeats its vote
 * @param silenceMillisMax longest such silence; it doubles up to here
 * @param dialTimeoutMillis time to connect
 * @param preambleTimeoutMillis time an accepted connection has for its handshake
 * @param manyAddresses whether the handshake names every address of this server; a server older
 *     than 3.6 does not understand that
 * @param listenEverywhere whether to listen on all addresses of the machine
 * @param oracle whether a quorum oracle decides between two voters
 * @param reconfigEnabled whether memberships heard of are believed
 */
record FastSettings(
        int silenceMillisMin,
        int silenceMillisMax,
        int dialTimeoutMillis,
        int preambleTimeoutMillis,
        boolean manyAddresses,
        boolean listenEverywhere,
        boolean oracle,
        boolean reconfigEnabled) {

    private static final int PREAMBLE_TIMEOUT_MILLIS_MIN = 1_000;

    static FastSettings of(EnsembleSettings settings, FastTimeouts own) {
        int preamble = own.preambleTimeoutMillis();
        if (preamble <= 0) {
            preamble =
                    Math.max(
                            PREAMBLE_TIMEOUT_MILLIS_MIN,
                            (int)
                                    Math.min(
                                            Integer.MAX_VALUE,
                                            (long) settings.tickMillis()
                                                    * settings.syncLimitTicks()));
        }
        return new FastSettings(
                own.silenceMillisMin(),
                Math.max(own.silenceMillisMin(), own.silenceMillisMax()),
                own.dialTimeoutMillis(),
                preamble,
                settings.flag("multiAddress.enabled"),
                settings.flag("quorumListenOnAllIPs"),
                !settings.text("oraclePath").isEmpty(),
                settings.reconfigEnabled());
    }
}
