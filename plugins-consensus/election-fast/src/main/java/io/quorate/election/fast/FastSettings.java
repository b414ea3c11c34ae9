package io.quorate.election.fast;

import io.quorate.peer.EnsembleSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the election takes from the settings of the ensemble. Times are in milliseconds.
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

    static FastSettings of(EnsembleSettings settings) {
        Map<String, String> options = settings.options();
        int preamble = millis(options, "quorumCnxnTimeoutMs", -1);
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
        int silenceMin = Math.max(1, millis(options, "fastleader.minNotificationInterval", 200));
        return new FastSettings(
                silenceMin,
                Math.max(silenceMin, millis(options, "fastleader.maxNotificationInterval", 60_000)),
                Math.max(1, millis(options, "cnxTimeout", 5_000)),
                preamble,
                flag(options, "multiAddress.enabled"),
                flag(options, "quorumListenOnAllIPs"),
                !options.getOrDefault("oraclePath", "").isBlank(),
                settings.reconfigEnabled());
    }

    private static boolean flag(Map<String, String> options, String key) {
        return Boolean.parseBoolean(options.getOrDefault(key, "false").strip());
    }

    /** A number of milliseconds, or a number with one of the units ms, s, m, h, d. */
    private static int millis(Map<String, String> options, String key, int otherwise) {
        String text = options.get(key);
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        String value = text.strip().toLowerCase(Locale.ROOT);
        long unit = 1;
        for (Unit known : Unit.ALL) {
            if (value.endsWith(known.suffix())) {
                unit = known.millis();
                value = value.substring(0, value.length() - known.suffix().length()).strip();
                break;
            }
        }
        try {
            return (int)
                    Math.clamp(
                            Math.multiplyExact(Long.parseLong(value), unit),
                            Integer.MIN_VALUE,
                            Integer.MAX_VALUE);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    key
                            + " is \""
                            + text
                            + "\", but it must be a number of milliseconds or a number with the unit ms, s, m, h or d",
                    e);
        }
    }

    private record Unit(String suffix, long millis) {
        static final List<Unit> ALL =
                List.of(
                        new Unit("ms", 1),
                        new Unit("s", 1_000),
                        new Unit("m", 60_000),
                        new Unit("h", 3_600_000),
                        new Unit("d", 86_400_000));
    }
}
