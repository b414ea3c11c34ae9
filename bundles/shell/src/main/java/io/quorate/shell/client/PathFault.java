package io.quorate.shell.client;

/**
 * A path that breaks the rules; found out before anything is sent. The message is what the user
 * sees.
 */
public final class PathFault extends ClientFault {

    private static final long serialVersionUID = 1L;

    PathFault(String message) {
        super(message);
    }

    /**
     * Checks a path as ZooKeeper's client does. Source: spec semantics section 1.1 (the texts are
     * those of the reference client).
     *
     * @throws PathFault naming the first offence
     */
    static void check(String path) throws PathFault {
        if (path.isEmpty()) {
            throw new PathFault("Path length must be > 0");
        }
        if (path.charAt(0) != '/') {
            throw new PathFault("Path must start with / character");
        }
        if (path.length() == 1) {
            return;
        }
        if (path.endsWith("/")) {
            throw new PathFault("Path must not end with / character");
        }
        for (int at = 1, begin = 1; at <= path.length(); at++) {
            if (at < path.length() && path.charAt(at) != '/') {
                checkCharacter(path, at);
                continue;
            }
            String name = path.substring(begin, at);
            if (name.isEmpty()) {
                throw offence(path, "empty node name specified", at);
            }
            if (name.equals(".") || name.equals("..")) {
                throw offence(path, "relative paths not allowed", at - 1);
            }
            begin = at + 1;
        }
    }

    private static void checkCharacter(String path, int at) throws PathFault {
        char unit = path.charAt(at);
        if (unit == 0) {
            throw offence(path, "null character not allowed", at);
        }
        if (unit <= 0x1f
                || (unit >= 0x7f && unit <= 0x9f)
                || (unit >= 0xd800 && unit <= 0xf8ff)
                || unit >= 0xfff0) {
            throw offence(path, "invalid character", at);
        }
    }

    private static PathFault offence(String path, String what, int at) {
        return new PathFault("Invalid path string \"" + path + "\" caused by " + what + " @" + at);
    }
}
