package io.quorate.peer;

import io.quorate.model.ServerId;
import java.util.Map;
import java.util.Objects;

/**
 * Settings that the cores of a server are made with; fixed while the process lives. Memberships,
 * which change, come with events.
 *
 * <p>Source: spec semantics section 18.
 *
 * @param self this server ({@code myid}); 0 when standalone
 * @param tickMillis {@code tickTime}, ms, at least 1
 * @param initLimitTicks ticks a learner may take to connect and synchronise; 0 when standalone
 * @param syncLimitTicks ticks a learner may be silent; 0 when standalone
 * @param messageBytesMax {@code jute.maxbuffer} plus the extra size, bytes
 * @param windowTxns most proposals a leader leaves without decision, at least 1
 * @param windowBytes most bytes in them, at least one message
 * @param reconfigEnabled whether memberships may change
 * @param options what else the configuration says to every plugin of an ensemble, by the key of the
 *     file, as the table of keys has read it: an Integer or a Long in the unit of the key, a
 *     Boolean or a String. A setting of one plugin only is not among them; it comes with the
 *     plugin's own configuration
 */
public record EnsembleSettings(
        ServerId self,
        int tickMillis,
        int initLimitTicks,
        int syncLimitTicks,
        int messageBytesMax,
        int windowTxns,
        long windowBytes,
        boolean reconfigEnabled,
        Map<String, Object> options) {

    public EnsembleSettings {
        Objects.requireNonNull(self, "self");
        options = Map.copyOf(options);
        if (tickMillis < 1 || windowTxns < 1 || windowBytes < 1) {
            throw new IllegalArgumentException("tick, window and window bytes must be at least 1");
        }
        options.forEach(
                (key, value) -> {
                    if (!(value instanceof Integer
                            || value instanceof Long
                            || value instanceof Boolean
                            || value instanceof String)) {
                        throw new IllegalArgumentException(key + " has no value of an option");
                    }
                });
    }

    /** A number among the options, {@code otherwise} if it is not set. */
    public int number(String key, int otherwise) {
        return options.get(key) instanceof Number number
                ? Math.toIntExact(number.longValue())
                : otherwise;
    }

    /** A switch among the options, off if it is not set. */
    public boolean flag(String key) {
        return Boolean.TRUE.equals(options.get(key));
    }

    /** A text among the options, empty if it is not set. */
    public String text(String key) {
        return options.get(key) instanceof String text ? text : "";
    }
}
