package io.quorate.conformance.configuration;

import java.util.Map;
import java.util.TreeSet;

/** Values in the form in which both products are compared. */
final class Values {

    /** More is never made ready of a log file here; see the key {@code preAllocSize}. */
    private static final long AHEAD_BYTES_MAX = 16 << 20;

    private Values() {}

    /** 0 or less means the same. */
    static String notNegative(long value) {
        return String.valueOf(Math.max(0, value));
    }

    /** 0 or less means that nothing was chosen. */
    static String positive(long value) {
        return value > 0 ? String.valueOf(value) : "off";
    }

    static String ahead(long bytes) {
        return String.valueOf(Math.clamp(bytes, 0, AHEAD_BYTES_MAX));
    }

    static String sorted(Map<?, ?> byNumber) {
        TreeSet<Long> numbers = new TreeSet<>();
        byNumber.keySet().forEach(number -> numbers.add(Long.parseLong(number.toString())));
        return numbers.toString();
    }
}
