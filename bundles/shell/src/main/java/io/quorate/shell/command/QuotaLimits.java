package io.quorate.shell.command;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers in a limits or usage node of a quota; -1 is no limit. Source: spec semantics section
 * 10.
 *
 * @param count nodes, soft
 * @param bytes bytes, soft
 * @param countHard nodes, hard
 * @param bytesHard bytes, hard
 */
record QuotaLimits(long count, long bytes, long countHard, long bytesHard) {

    static final QuotaLimits NONE = new QuotaLimits(-1, -1, -1, -1);

    /** Data of a fresh usage node; the server puts the numbers in. */
    static final String NO_USAGE = "count=0,bytes=0";

    /** Reads the data of a limits or usage node; what is not there or no number is -1. */
    static QuotaLimits parse(byte @Nullable [] data) {
        Map<String, Long> numbers = new HashMap<>();
        for (String part :
                (data == null ? "" : new String(data, StandardCharsets.UTF_8)).split("[,;]")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                numbers.put(part.substring(0, equals), number(part.substring(equals + 1)));
            }
        }
        return new QuotaLimits(
                numbers.getOrDefault("count", -1L),
                numbers.getOrDefault("bytes", -1L),
                numbers.getOrDefault("countHardLimit", -1L),
                numbers.getOrDefault("byteHardLimit", -1L));
    }

    /** The soft bytes are followed by an equals sign, for servers that know no hard limits. */
    private static long number(String text) {
        try {
            return Long.parseLong(text.endsWith("=") ? text.substring(0, text.length() - 1) : text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * These limits with one of them replaced: option {@code n}, {@code b}, {@code N} or {@code B}.
     */
    QuotaLimits with(String option, long value) {
        return switch (option) {
            case "n" -> new QuotaLimits(value, bytes, countHard, bytesHard);
            case "b" -> new QuotaLimits(count, value, countHard, bytesHard);
            case "N" -> new QuotaLimits(count, bytes, value, bytesHard);
            case "B" -> new QuotaLimits(count, bytes, countHard, value);
            default -> throw new IllegalArgumentException(option);
        };
    }

    /** Whether a usage of nodes lies above a limit. */
    boolean isBelowCount(long used) {
        return (count >= 0 && count < used) || (countHard >= 0 && countHard < used);
    }

    /** Whether a usage of bytes lies above a limit. */
    boolean isBelowBytes(long used) {
        return (bytes >= 0 && bytes < used) || (bytesHard >= 0 && bytesHard < used);
    }

    byte[] data() {
        String text =
                "count="
                        + count
                        + ",bytes="
                        + bytes
                        + "=;byteHardLimit="
                        + bytesHard
                        + ";countHardLimit="
                        + countHard;
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
