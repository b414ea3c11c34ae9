package io.quorate.auth.ip;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads address literals without ever asking a name service: dotted quads, and IPv6 in hexadecimal
 * groups (no zone, no embedded quad, as the reference).
 */
final class AddressText {

    private static final int GROUPS = 8;

    private AddressText() {}

    /** 4 or 16 bytes; null if this is no address. */
    static byte @Nullable [] parse(String text) {
        return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
    }

    private static byte @Nullable [] parseV4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) {
            int part = number(parts[i], 10, 255);
            if (part < 0) {
                return null;
            }
            address[i] = (byte) part;
        }
        return address;
    }

    private static byte @Nullable [] parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] all = groups(text);
            return all != null && all.length == 2 * GROUPS ? all : null;
        }
        byte[] head = groups(text.substring(0, gap));
        byte[] tail = groups(text.substring(gap + 2));
        if (head == null || tail == null || head.length + tail.length >= 2 * GROUPS) {
            return null;
        }
        byte[] address = Arrays.copyOf(head, 2 * GROUPS);
        System.arraycopy(tail, 0, address, address.length - tail.length, tail.length);
        return address;
    }

    /** Two bytes per group; null if a group is no hexadecimal number of 1 to 4 digits. */
    private static byte @Nullable [] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] parts = text.split(":", -1);
        byte[] bytes = new byte[2 * parts.length];
        for (int i = 0; i < parts.length; i++) {
            int group =
                    parts[i].length() > 4 || parts[i].startsWith("+")
                            ? -1
                            : number(parts[i], 16, 0xffff);
            if (group < 0) {
                return null;
            }
            bytes[2 * i] = (byte) (group >> 8);
            bytes[2 * i + 1] = (byte) group;
        }
        return bytes;
    }

    /**
     * A number from 0 to {@code max}; -1 if it is none. A leading plus is taken, as the reference
     * does.
     */
    static int number(String text, int radix, int max) {
        try {
            int value = Integer.parseInt(text, radix);
            return value >= 0 && value <= max ? value : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
