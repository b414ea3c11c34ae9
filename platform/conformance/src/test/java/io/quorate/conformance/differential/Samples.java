package io.quorate.conformance.differential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Draws paths, data, ACLs and numbers for a sequence: mostly plausible, sometimes wrong. */
final class Samples {
    static final List<String> USERS = List.of("alice:secret", "bob:pw", "carol:a:b");
    private static final List<String> NAMES =
            List.of(
                    "a",
                    "a",
                    "b",
                    "b",
                    "c",
                    "a/x",
                    "a/x",
                    "e",
                    "e/x",
                    "a/y",
                    "a/x/z",
                    "b/x",
                    "b/seq-",
                    "c/",
                    "é",
                    "sp ace",
                    "a0000000000",
                    "a0000000001",
                    "b/seq-0000000001");
    private static final List<String> WRONG_NAMES =
            List.of(
                    "/",
                    "//x",
                    "/a/",
                    "/a//b",
                    "/.",
                    "/..",
                    "/a/./b",
                    "/a/../b",
                    "/a\0b",
                    "/\u0001",
                    "/\u007f",
                    "/\ue000",
                    "/\ufff5",
                    "/\ud83d\ude00",
                    "/...",
                    "/.a");
    private static final List<String> WRONG_PATHS =
            List.of(
                    "",
                    "x",
                    "a/b",
                    "/",
                    "/zookeeper",
                    "/zookeeper/quota",
                    "/zookeeper/config",
                    "/absent",
                    "/absent/child");
    private final Random random;
    private final String root;

    Samples(Random random, String root) {
        this.random = random;
        this.root = root;
    }

    /** True with the given chance. */
    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    @SafeVarargs
    final <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A path for anything that changes nothing outside of the subtree. */
    String path() {
        int draw = random.nextInt(100);
        if (draw < 78) {
            return root + "/" + pick(NAMES);
        } else if (draw < 86) {
            return root;
        } else if (draw < 93) {
            return root + pick(WRONG_NAMES);
        } else if (draw < 99) {
            return pick(WRONG_PATHS);
        }
        return null;
    }

    /** A path whose node may be written: never a node that other sequences share. */
    String ownPath() {
        String path = path();
        return path == null || path.startsWith(root) || !path.startsWith("/") ? path : root;
    }

    /** A path that is likely to have a node and watches. */
    String busyPath() {
        return chance(70) ? root + pick("", "/a", "/a", "/b", "/a/x", "/e") : path();
    }

    /** A path of the subtree that is likely to have a node and watches. */
    String ownBusyPath() {
        return chance(50) ? root + pick("", "/a", "/a", "/b", "/a/x", "/e") : ownPath();
    }

    /** Mostly one that only ephemerals are created at, so that creates below meet them. */
    String ephemeralPath() {
        return chance(60) ? root + "/e" : ownPath();
    }

    byte[] data() {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> bytes(1 + random.nextInt(2000));
            default -> bytes(1 + random.nextInt(12));
        };
    }

    private byte[] bytes(int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) ('a' + random.nextInt(26));
        }
        return data;
    }

    int version() {
        return pick(-1, -1, -1, -1, 0, 0, 1, 2, 3, 99, -2, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** Mostly one that restricts. */
    List<AclSample> changedAcl() {
        return chance(60) ? plausibleAcl() : acl();
    }

    List<AclSample> acl() {
        int draw = random.nextInt(100);
        if (draw < 60) {
            return List.of(AclSample.OPEN);
        } else if (draw < 88) {
            return plausibleAcl();
        }
        return oddAcl();
    }

    private List<AclSample> plausibleAcl() {
        String user = pick(USERS);
        AclSample read = new AclSample(1, "world", "anyone");
        AclSample own = new AclSample(pick(31, 31, 7, 17), "digest", digestId(user));
        return switch (random.nextInt(8)) {
            case 0 -> AclSample.list(read);
            case 1 -> AclSample.list(own);
            case 2 -> AclSample.list(read, own);
            case 3 -> AclSample.list(new AclSample(31, "auth", ""));
            case 4 -> AclSample.list(new AclSample(pick(31, 5, 2), "ip", "127.0.0.1"));
            case 5 ->
                    AclSample.list(
                            new AclSample(
                                    31,
                                    "ip",
                                    pick(
                                            "127.0.0.0/8",
                                            "10.0.0.0/8",
                                            "127.0.0.1/32",
                                            "0.0.0.0/0",
                                            "::1")));
            case 6 -> AclSample.list(new AclSample(random.nextInt(32), "world", "anyone"), own);
            default -> AclSample.list(new AclSample(31, "auth", "ignored"), read);
        };
    }

    private List<AclSample> oddAcl() {
        return switch (random.nextInt(16)) {
            case 0 -> null;
            case 1 -> AclSample.list();
            case 2 -> AclSample.list(new AclSample(31, "world", "nobody"));
            case 3 -> AclSample.list(new AclSample(31, "unknown", "x"));
            case 4 ->
                    AclSample.list(
                            new AclSample(
                                    31,
                                    "digest",
                                    pick("a", "a:", "a:b:c", ":b", "", "a:b", "a:b:", ":")));
            case 5 ->
                    AclSample.list(
                            new AclSample(
                                    31,
                                    "ip",
                                    pick(
                                            "127.0.0",
                                            "127.0.0.1/33",
                                            "1.2.3.4.5",
                                            "x",
                                            "",
                                            "::1/129",
                                            "fe80::/10",
                                            "127.0.0.1/-1",
                                            "1.2.3.400",
                                            "01.2.3.4",
                                            "127.0.0.1/")));
            case 6 -> AclSample.list(new AclSample(31, "super", ""));
            case 7 -> AclSample.list(new AclSample(31, null, "x"));
            case 8 -> AclSample.list(new AclSample(31, "digest", null));
            case 9 -> AclSample.list(new AclSample(31, "world", null));
            case 10 -> AclSample.list(AclSample.OPEN, AclSample.OPEN);
            case 11 -> AclSample.list(new AclSample(pick(0, -1, 255, 64), "world", "anyone"));
            case 12 -> AclSample.list(AclSample.OPEN, new AclSample(31, "world", "nobody"));
            case 13 -> AclSample.list(new AclSample(31, "", ""));
            case 14 -> AclSample.list(new AclSample(31, "auth", null));
            default -> AclSample.list(new AclSample(31, "sasl", "bob"), AclSample.OPEN);
        };
    }

    int createFlags() {
        return pick(0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, -1, 99);
    }

    static String digestId(String credentials) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-1")
                            .digest(credentials.getBytes(StandardCharsets.UTF_8));
            return credentials.substring(0, credentials.indexOf(':'))
                    + ":"
                    + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String text(byte[] data) {
        if (data == null) {
            return "null";
        }
        return data.length <= 16
                ? "\"" + new String(data, StandardCharsets.UTF_8) + "\""
                : data.length + " bytes";
    }

    /**
     * The text with everything outside printable ASCII escaped. The reference writes a
     * supplementary character as two surrogates of three bytes each, we write UTF-8 (client
     * protocol, section 2); both are shown alike.
     */
    static String visible(String raw) {
        if (raw == null) {
            return "null";
        }
        String text = raw.replace("\ufffd\ufffd", "\ud83d\ude00");
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c < ' ' || c > '~') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
