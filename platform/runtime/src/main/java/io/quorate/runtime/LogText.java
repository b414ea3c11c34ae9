package io.quorate.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Text of others (clients, servers that connect, files) made fit for a line of a log: nothing in it
 * ends the line, moves the cursor or turns the direction of writing, and it has an end. Stateless,
 * any thread.
 */
public final class LogText {

    /** Longest piece of text that is shown of one value. */
    public static final int CHARS_MAX = 200;

    private LogText() {}

    /** What {@code value} is called, escaped and cut; {@code null} for null. */
    public static String of(@Nullable Object value) {
        return of(String.valueOf(value), CHARS_MAX);
    }

    /** {@code text} escaped; what is behind its first {@code charsMax} characters is counted. */
    public static String of(String text, int charsMax) {
        int length = Math.min(text.length(), charsMax);
        int plain = 0;
        while (plain < length && isPlain(text.charAt(plain))) {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder shown = new StringBuilder(length + 32).append(text, 0, plain);
        for (int at = plain; at < length; at++) {
            char unit = text.charAt(at);
            boolean pair =
                    Character.isHighSurrogate(unit)
                            && at + 1 < length
                            && Character.isLowSurrogate(text.charAt(at + 1));
            if (pair) {
                shown.append(unit).append(text.charAt(++at));
            } else if (isPlain(unit)) {
                shown.append(unit);
            } else {
                escape(unit, shown);
            }
        }
        if (text.length() > length) {
            shown.append("... (").append(text.length()).append(" characters)");
        }
        return shown.toString();
    }

    private static void escape(char unit, StringBuilder shown) {
        switch (unit) {
            case '\n' -> shown.append("\\n");
            case '\r' -> shown.append("\\r");
            case '\t' -> shown.append("\\t");
            default -> {
                shown.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    shown.append(Character.forDigit(unit >> shift & 0xf, 16));
                }
            }
        }
    }

    private static boolean isPlain(char unit) {
        if (unit < 0x7f) {
            return unit >= ' ';
        }
        if (unit < 0xa0 || Character.isSurrogate(unit)) {
            return false;
        }
        return switch (Character.getType(unit)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    false;
            default -> true;
        };
    }
}
