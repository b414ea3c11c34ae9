package io.quorate.tree;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The text in the nodes of a quota. Source: spec semantics section 10.2.
 *
 * @param count nodes: usage or soft limit; -1 none
 * @param bytes data bytes: usage or soft limit; -1 none
 * @param countHardLimit -1 none
 * @param byteHardLimit -1 none
 */
record QuotaText(long count, long bytes, long countHardLimit, long byteHardLimit) {

    static final long NONE = -1;

    /** Bytes that are looked at: what is longer says nothing more. */
    private static final int TEXT_BYTES_MAX = 1024;

    /** Reads the text; what is missing or no number is -1 (deviation: the reference throws). */
    @SuppressWarnings("NullAway") // null has a negative length
    static QuotaText parse(byte @Nullable [] source, int offset, int length) {
        long count = NONE;
        long bytes = NONE;
        long countHardLimit = NONE;
        long byteHardLimit = NONE;
        if (length > 0) {
            for (String entry :
                    new String(
                                    source,
                                    offset,
                                    Math.min(length, TEXT_BYTES_MAX),
                                    StandardCharsets.UTF_8)
                            .split("[,;]+")) {
                String[] parts = entry.split("=");
                long value = parts.length < 2 ? NONE : number(parts[1]);
                switch (parts.length == 0 ? "" : parts[0]) {
                    case "count" -> count = value;
                    case "bytes" -> bytes = value;
                    case "countHardLimit" -> countHardLimit = value;
                    case "byteHardLimit" -> byteHardLimit = value;
                    default -> {}
                }
            }
        }
        return new QuotaText(count, bytes, countHardLimit, byteHardLimit);
    }

    static QuotaText usage(long count, long bytes) {
        return new QuotaText(count, bytes, NONE, NONE);
    }

    QuotaText plus(long moreCount, long moreBytes) {
        return new QuotaText(count + moreCount, bytes + moreBytes, countHardLimit, byteHardLimit);
    }

    /** Writes the text; the lone {@code =} before the hard limits keeps old readers happy. */
    byte[] toBytes() {
        StringBuilder text =
                new StringBuilder(48)
                        .append("count=")
                        .append(count)
                        .append(",bytes=")
                        .append(bytes);
        if (byteHardLimit != NONE || countHardLimit != NONE) {
            text.append('=');
        }
        if (byteHardLimit != NONE) {
            text.append(";byteHardLimit=").append(byteHardLimit);
        }
        if (countHardLimit != NONE) {
            text.append(";countHardLimit=").append(countHardLimit);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            return NONE;
        }
    }
}
