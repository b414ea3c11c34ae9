package io.quorate.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What values a key takes and what a room gets for them. Immutable. */
sealed interface KeyType {

    /**
     * The value for a room, in its normal unit: ms, bytes, or as is.
     *
     * @throws IllegalArgumentException whose message completes the sentence "… must be"
     */
    Object parse(String text);

    /** The values in words, completing the sentence "… must be". */
    String values();

    /** Whole numbers. */
    record Number(long min, long max) implements KeyType {
        @Override
        public Object parse(String text) {
            return boxed(checked(parseLong(text, this), min, max, this));
        }

        @Override
        public String values() {
            return "a whole number" + range(min, max);
        }
    }

    /**
     * A length of time; a bare number counts in {@code unit}, suffixes ms, s, m, h, d name another
     * one. {@code -1} stays -1 where the range has it.
     */
    record Duration(Unit unit, long min, long max) implements KeyType {

        /** Units of time. */
        enum Unit {
            MS(1, "milliseconds"),
            S(1_000, "seconds"),
            M(60_000, "minutes"),
            H(3_600_000, "hours"),
            D(86_400_000, "days");

            final long millis;
            final String word;

            Unit(long millis, String word) {
                this.millis = millis;
                this.word = word;
            }
        }

        /** The value counted in {@link #unit()}. */
        @Override
        public Object parse(String text) {
            int digits = digitsOf(text);
            String suffix = text.substring(digits).strip();
            long number = parseLong(text.substring(0, digits), this);
            if (!suffix.isEmpty()) {
                Unit given = unitNamed(suffix);
                long millis = Math.multiplyExact(number, given.millis);
                if (millis % unit.millis != 0) {
                    throw new IllegalArgumentException("a whole number of " + unit.word);
                }
                number = millis / unit.millis;
            }
            return boxed(checked(number, min, max, this));
        }

        private Unit unitNamed(String suffix) {
            return Arrays.stream(Unit.values())
                    .filter(each -> each.name().equalsIgnoreCase(suffix))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(values()));
        }

        @Override
        public String values() {
            return "a number of "
                    + unit.word
                    + range(min, max)
                    + ", or a number with one of the units ms, s, m, h, d";
        }
    }

    /**
     * A number of bytes; a bare number counts in {@code unit} bytes, suffixes k, m, g name another
     * one. -1 stays -1. The room gets bytes.
     */
    record Size(long unit, long min, long max) implements KeyType {
        @Override
        public Object parse(String text) {
            int digits = digitsOf(text);
            String suffix = text.substring(digits).strip().toLowerCase(Locale.ROOT);
            long number = parseLong(text.substring(0, digits), this);
            long given =
                    switch (suffix) {
                        case "" -> unit;
                        case "k", "kb" -> 1L << 10;
                        case "m", "mb" -> 1L << 20;
                        case "g", "gb" -> 1L << 30;
                        default -> throw new IllegalArgumentException(values());
                    };
            long bytes = number < 0 ? number : Math.multiplyExact(number, given);
            checked(bytes < 0 ? bytes : bytes / unit, min, max, this);
            return bytes;
        }

        @Override
        public String values() {
            String of = unit == 1 ? "bytes" : unit == 1 << 10 ? "KiB" : "MiB";
            return "a number of "
                    + of
                    + range(min, max)
                    + ", or a number with one of the units k, m, g";
        }
    }

    /** A fraction. */
    record Decimal(double min, double max) implements KeyType {
        @Override
        public Object parse(String text) {
            try {
                double value = Double.parseDouble(text);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException ignored) {
                // said below
            }
            throw new IllegalArgumentException(values());
        }

        @Override
        public String values() {
            return "a number from " + min + " to " + max;
        }
    }

    /** {@code true} or {@code false}, nothing else. */
    record Flag() implements KeyType {
        @Override
        public Object parse(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(values());
            };
        }

        @Override
        public String values() {
            return "true or false";
        }
    }

    /** {@code yes} or {@code no}. */
    record YesNo() implements KeyType {
        @Override
        public Object parse(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "yes", "true" -> true;
                case "no", "false" -> false;
                default -> throw new IllegalArgumentException(values());
            };
        }

        @Override
        public String values() {
            return "yes or no";
        }
    }

    /** One of some words. */
    record Choice(List<String> words) implements KeyType {
        @Override
        public Object parse(String text) {
            return words.stream()
                    .filter(text::equalsIgnoreCase)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(values()));
        }

        @Override
        public String values() {
            List<String> shown =
                    words.stream().map(word -> word.isEmpty() ? "empty" : word).toList();
            int last = shown.size() - 1;
            return last == 0
                    ? shown.getFirst()
                    : String.join(", ", shown.subList(0, last)) + " or " + shown.getLast();
        }
    }

    /** Any text. */
    record Text() implements KeyType {
        @Override
        public Object parse(String text) {
            return text;
        }

        @Override
        public String values() {
            return "text";
        }
    }

    /** Words separated by commas; the room gets an array. */
    record Words() implements KeyType {
        @Override
        public Object parse(String text) {
            return Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(word -> !word.isEmpty())
                    .distinct()
                    .toArray(String[]::new);
        }

        @Override
        public String values() {
            return "words separated by commas";
        }
    }

    /** A file or directory; the room gets the absolute path. */
    record Location() implements KeyType {
        @Override
        public Object parse(String text) {
            try {
                if (!text.isEmpty()) {
                    return Path.of(text).toAbsolutePath().normalize().toString();
                }
            } catch (InvalidPathException ignored) {
                // said below
            }
            throw new IllegalArgumentException(values());
        }

        @Override
        public String values() {
            return "a path";
        }
    }

    /** A hash algorithm of the JDK. */
    record Hash() implements KeyType {
        @Override
        public Object parse(String text) {
            try {
                MessageDigest.getInstance(text);
                return text;
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalArgumentException(values(), e);
            }
        }

        @Override
        public String values() {
            return "a hash algorithm of the JDK such as SHA1 or SHA-256";
        }
    }

    private static int digitsOf(String text) {
        int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        while (at < text.length() && Character.isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static long parseLong(String text, KeyType type) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(type.values(), e);
        }
    }

    private static long checked(long value, long min, long max, KeyType type) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(type.values());
        }
        return value;
    }

    private static Object boxed(long value) {
        if (value == (int) value) {
            return (int) value;
        }
        return value;
    }

    private static String range(long min, long max) {
        return max == Long.MAX_VALUE || max == Integer.MAX_VALUE
                ? ", at least " + min
                : " from " + min + " to " + max;
    }
}
