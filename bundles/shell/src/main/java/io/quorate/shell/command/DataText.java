package io.quorate.shell.command;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Data of a node as text, base64 or a hex dump. Null data shows as the word null in each of them.
 */
final class DataText {

    private static final int ROW_BYTES = 16;
    private static final String EDGE =
            "+--------+-------------------------------------------------+----------------+";

    private DataText() {}

    static String plain(byte @Nullable [] data) {
        return new String(shown(data), StandardCharsets.UTF_8);
    }

    static String base64(byte @Nullable [] data) {
        return Base64.getEncoder().encodeToString(shown(data));
    }

    /** Rows of 16 bytes between rulers; nothing for no data. */
    static String hex(byte @Nullable [] data) {
        byte[] bytes = shown(data);
        if (bytes.length == 0) {
            return "";
        }
        String newline = System.lineSeparator();
        StringBuilder dump =
                new StringBuilder("         +-------------------------------------------------+")
                        .append(newline);
        dump.append("         |  0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f |")
                .append(newline)
                .append(EDGE);
        for (int begin = 0; begin < bytes.length; begin += ROW_BYTES) {
            dump.append(newline).append(row(bytes, begin));
        }
        return dump.append(newline).append(EDGE).toString();
    }

    private static String row(byte[] bytes, int begin) {
        StringBuilder hex = new StringBuilder();
        StringBuilder text = new StringBuilder();
        for (int at = begin; at < begin + ROW_BYTES; at++) {
            if (at < bytes.length) {
                hex.append(String.format(" %02x", bytes[at]));
                text.append(bytes[at] <= 0x1f || bytes[at] == 0x7f ? '.' : (char) bytes[at]);
            } else {
                hex.append("   ");
                text.append(' ');
            }
        }
        return String.format("|%08x|%s |%s|", begin, hex, text);
    }

    private static byte[] shown(byte @Nullable [] data) {
        return data == null ? "null".getBytes(StandardCharsets.UTF_8) : data;
    }
}
