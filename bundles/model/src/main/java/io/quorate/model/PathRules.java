package io.quorate.model;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The rules of node paths. Source: spec semantics section 1.1. */
public final class PathRules {

    private static final byte[] ZOOKEEPER = "/zookeeper".getBytes(StandardCharsets.UTF_8);

    private PathRules() {}

    /** True if {@code path} obeys the complete rule set (see {@link #violation}). */
    public static boolean isValid(Znode path) {
        byte[] text = path.utf8();
        int length = text.length;
        if (length == 0 || text[0] != '/') {
            return false;
        }
        if (length == 1) {
            return true;
        }
        for (int at = 0; at < length; at++) {
            byte octet = text[at];
            if (octet < 0x20 || octet == 0x7f) {
                return violation(path) == null;
            }
            if (octet == '/' && (at == length - 1 || text[at + 1] == '/' || text[at + 1] == '.')) {
                return violation(path) == null;
            }
        }
        return true;
    }

    /** What is wrong with {@code path} in words, or null if it is valid. */
    public static @Nullable String violation(Znode path) {
        String text = path.toString();
        if (text.isEmpty()) {
            return "the path is empty";
        }
        if (text.charAt(0) != '/') {
            return "the path does not begin with /";
        }
        if (text.length() == 1) {
            return null;
        }
        if (text.charAt(text.length() - 1) == '/') {
            return "the path ends with /";
        }
        int begin = 1;
        for (int at = 1; at <= text.length(); at++) {
            if (at < text.length() && text.charAt(at) != '/') {
                if (isForbidden(text.charAt(at))) {
                    return "forbidden character at index " + at;
                }
                continue;
            }
            int length = at - begin;
            if (length == 0) {
                return "empty name at index " + begin;
            }
            if (text.charAt(begin) == '.'
                    && (length == 1 || (length == 2 && text.charAt(begin + 1) == '.'))) {
                return "relative name at index " + begin;
            }
            begin = at + 1;
        }
        return null;
    }

    /** The short form checked first by create and delete: contains a slash and no NUL. */
    public static boolean hasSlashAndNoNul(Znode path) {
        boolean slash = false;
        for (byte octet : path.utf8()) {
            if (octet == 0) {
                return false;
            }
            slash |= octet == '/';
        }
        return slash;
    }

    /** True if a NUL occurs. */
    public static boolean hasNul(Znode path) {
        for (byte octet : path.utf8()) {
            if (octet == 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * True below {@code /zookeeper/}; such nodes do not enter the tree digest. Source: spec
     * semantics section 16.
     */
    public static boolean isBelowZookeeper(Znode path) {
        byte[] text = path.utf8();
        return text.length > ZOOKEEPER.length
                && text[ZOOKEEPER.length] == '/'
                && path.startsWith(ZOOKEEPER);
    }

    private static boolean isForbidden(char unit) {
        return unit <= 0x1f
                || (unit >= 0x7f && unit <= 0x9f)
                || (unit >= 0xd800 && unit <= 0xf8ff)
                || unit >= 0xfff0;
    }
}
