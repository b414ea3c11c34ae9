package io.quorate.peer;

import io.quorate.model.ServerId;
import java.util.Map;
import java.util.Objects;

/**
 * What the cores of a server are told about it when they are made; fixed while the process lives.
 * Memberships, which change, come with events.
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
 * @param options every other setting a plugin may look at, by the key of the configuration file; as
 *     the table of keys has read it, so numbers are decimal and in the unit of their key, and
 *     switches are {@code true} or {@code false}
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
        Map<String, String> options) {

    public EnsembleSettings {
        Objects.requireNonNull(self, "self");
        options = Map.copyOf(options);
        if (tickMillis < 1 || windowTxns < 1 || windowBytes < 1) {
            throw new IllegalArgumentException("tick, window and window bytes must be at least 1");
        }
    }

    /** A number among the options, {@code otherwise} if it is not set. */
    public int number(String key, int otherwise) {
        String text = options.get(key);
        try {
            return text == null ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    key + " is \"" + text + "\", but it must be a whole number", e);
        }
    }

    /** A switch among the options, off if it is not set. */
    public boolean flag(String key) {
        return Boolean.parseBoolean(options.get(key));
    }

    /** A text among the options, empty if it is not set. */
    public String text(String key) {
        return options.getOrDefault(key, "");
    }
}
