package io.quorate.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What values a key takes and what a module gets for them. Immutable. */
sealed interface KeyType {

    /**
     * The value for a module, in its normal unit: ms, bytes, or as is.
     *
     * @throws Misfit if the text is none; it knows what may stand for it
     */
    Object parse(String text);

    /** The values in words, completing the sentence "… must be". */
    String values();

    /** Whether setting the key asks for something even if it is set to nothing or zero. */
    default boolean alwaysAsks() {
        return false;
    }

    /**
     * Whole numbers. The nearest stands for one outside of the range.
     *
     * @param lowIsNone whether nothing stands for one below it
     */
    record Number(long min, long max, boolean lowIsNone, Numerals numerals) implements KeyType {
        @Override
        public Object parse(String text) {
            long number = numerals.parseInt(text, values());
            if (lowIsNone && number < min) {
                throw new Misfit(values());
            }
            return boxed(clamped(number, min, max, values()));
        }

        @Override
        public String values() {
            return "a whole number" + range(min, max);
        }
    }

    /** A port. One that may be off takes negative numbers for that. */
    record Port(boolean offBelow, Numerals numerals) implements KeyType {
        private static final long MAX = 65_535;

        @Override
        public Object parse(String text) {
            long port = numerals.parseInt(text, values());
            if (port < 0 || port > MAX) {
                throw new Misfit(values(), offBelow && port < 0 ? 0 : null);
            }
            return (int) port;
        }

        @Override
        public String values() {
            return "a whole number" + range(0, MAX);
        }

        @Override
        public boolean alwaysAsks() {
            return !offBelow;
        }
    }

    /**
     * A length of time; a bare number counts in {@code unit}, suffixes ms, s, m, h, d name another
     * one. {@code -1} stays -1 where the range has it.
     *
     * @param lowIsNone whether nothing stands for one below the range; else the smallest does
     */
    record Duration(Unit unit, long min, long max, boolean lowIsNone, Numerals numerals)
            implements KeyType {

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
            Unit given = suffix.isEmpty() ? null : unitNamed(suffix);
            if (given == null) {
                return inRange(numerals.parseInt(text, values()));
            }
            long number = Numerals.DECIMAL.parseLong(text.substring(0, digits), values());
            long millis = multiplied(number, given.millis);
            if (millis % unit.millis != 0) {
                throw new Misfit("a whole number of " + unit.word);
            }
            if (millis / unit.millis > max) {
                throw new Misfit(values());
            }
            return inRange(millis / unit.millis);
        }

        private Object inRange(long number) {
            if (lowIsNone && number < min) {
                throw new Misfit(values());
            }
            return boxed(clamped(number, min, max, values()));
        }

        /** Null if there is none: then the number may be written in another way. */
        private static @Nullable Unit unitNamed(String suffix) {
            return Arrays.stream(Unit.values())
                    .filter(each -> each.name().equalsIgnoreCase(suffix))
                    .findFirst()
                    .orElse(null);
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
     * one. -1 stays -1. The module gets bytes.
     *
     * @param lowIsNone whether nothing stands for a number below the range; else the smallest does
     */
    record Size(long unit, long min, long max, boolean lowIsNone, Numerals numerals)
            implements KeyType {
        @Override
        public Object parse(String text) {
            int digits = digitsOf(text);
            long given =
                    switch (text.substring(digits).strip().toLowerCase(Locale.ROOT)) {
                        case "k", "kb" -> 1L << 10;
                        case "m", "mb" -> 1L << 20;
                        case "g", "gb" -> 1L << 30;
                        default -> 0;
                    };
            if (given == 0) {
                return inBytes(numerals.parseLong(text, values()), unit);
            }
            return inBytes(Numerals.DECIMAL.parseLong(text.substring(0, digits), values()), given);
        }

        private long inBytes(long number, long of) {
            long least = min < 0 ? min : min * unit;
            long most = max * unit;
            long bytes = number < 0 ? number : multiplied(number, of);
            if (bytes < least) {
                throw new Misfit(values(), lowIsNone ? null : least);
            }
            if (bytes > most) {
                // Beyond an int the reference reads no number of single bytes.
                throw new Misfit(values(), unit > 1 || bytes <= Integer.MAX_VALUE ? most : null);
            }
            return bytes;
        }

        /** What {@link #parse} gave, as people write it: in the unit of the key. */
        String written(long bytes) {
            return unit == 1 || bytes < unit
                    ? Long.toString(bytes)
                    : bytes / unit + " " + unitName();
        }

        private String unitName() {
            return unit == 1 ? "bytes" : unit == 1 << 10 ? "KiB" : "MiB";
        }

        @Override
        public String values() {
            return "a number of "
                    + unitName()
                    + range(min, max)
                    + ", or a number with one of the units k, m, g";
        }
    }

    /** A fraction. The nearest stands for one outside of the range. */
    record Decimal(double min, double max) implements KeyType {
        @Override
        public Object parse(String text) {
            double value;
            try {
                value = Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw new Misfit(values());
            }
            if (value >= min && value <= max) {
                return value;
            }
            throw new Misfit(values(), Double.isNaN(value) ? null : Math.clamp(value, min, max));
        }

        @Override
        public String values() {
            return "a number from " + min + " to " + max;
        }
    }

    /**
     * {@code true} or {@code false}, in any case.
     *
     * @param otherwise what any other word stands for; null if for nothing
     */
    record Flag(@Nullable Boolean otherwise) implements KeyType {
        @Override
        public Object parse(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new Misfit(values(), otherwise);
            };
        }

        @Override
        public String values() {
            return "true or false";
        }
    }

    /**
     * {@code yes} or {@code no}, exactly so: ZooKeeper compares such values letter by letter.
     *
     * @param safe what every other word stands for: the value that neither gives access nor risks
     *     data
     */
    record ExactWord(boolean safe) implements KeyType {
        @Override
        public Object parse(String text) {
            return switch (text) {
                case "yes" -> true;
                case "no" -> false;
                default -> throw new Misfit(values(), safe);
            };
        }

        @Override
        public String values() {
            return "yes or no";
        }
    }

    /** One of some words. */
    record PluginSelection(List<String> words) implements KeyType {
        @Override
        public Object parse(String text) {
            return words.stream()
                    .filter(text::equalsIgnoreCase)
                    .findFirst()
                    .orElseThrow(() -> new Misfit(values()));
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

    /** Any text; one that is secret is not said to anybody else. */
    record Text(boolean secret) implements KeyType {
        @Override
        public Object parse(String text) {
            return text;
        }

        @Override
        public String values() {
            return "text";
        }
    }

    /** Words separated by commas; the module gets an array. */
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

    /** A file or directory; the module gets the absolute path. */
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
            throw new Misfit(values());
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
                throw new Misfit(values());
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

    private static long multiplied(long number, long by) {
        try {
            return Math.multiplyExact(number, by);
        } catch (ArithmeticException e) {
            return number < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    private static long clamped(long value, long min, long max, String values) {
        if (value < min || value > max) {
            throw new Misfit(values, boxed(Math.clamp(value, min, max)));
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
        boolean below = min > Integer.MIN_VALUE;
        boolean above = max < Integer.MAX_VALUE;
        if (!below && !above) {
            return "";
        }
        return above ? " from " + min + " to " + max : ", at least " + min;
    }
}
