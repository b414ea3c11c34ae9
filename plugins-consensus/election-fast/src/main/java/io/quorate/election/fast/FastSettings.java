package io.quorate.election.fast;

import io.quorate.election.kit.ElectionSettings;
import io.quorate.peer.EnsembleSettings;

/**
 * What the election takes from the settings of the ensemble and its own. Times are in milliseconds.
 *
 * <p>Source: spec quorum-protocol sections 2.5 and 7.5.
 *
 * @param silenceMillisMin first silence after which a looking server repeats its vote
 * @param silenceMillisMax longest such silence; it doubles up to here
 * @param manyAddresses whether the handshake names every address of this server; a server older
 *     than 3.6 does not understand that
 * @param shared what every election takes
 */
record FastSettings(
        int silenceMillisMin,
        int silenceMillisMax,
        boolean manyAddresses,
        ElectionSettings shared) {

    static FastSettings of(EnsembleSettings settings, FastTimeouts own) {
        return new FastSettings(
                own.silenceMillisMin(),
                Math.max(own.silenceMillisMin(), own.silenceMillisMax()),
                settings.flag("multiAddress.enabled"),
                ElectionSettings.of(
                        settings, own.dialTimeoutMillis(), own.preambleTimeoutMillis()));
    }
}
