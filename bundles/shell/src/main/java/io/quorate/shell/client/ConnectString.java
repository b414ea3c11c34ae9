package io.quorate.shell.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Where to connect: {@code host[:port][,host[:port]]…[/chroot]}; IPv6 addresses in brackets.
 *
 * @param text as the user gave it
 * @param hosts at least one
 * @param chroot prefix of every path, empty for none
 */
public record ConnectString(String text, List<Host> hosts, String chroot) {

    private static final int DEFAULT_PORT = 2181;

    /** A server's name and client port. */
    public record Host(String name, int port) {

        @Override
        public String toString() {
            return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
        }
    }

    /**
     * Reads a connect string. @throws PathFault if the chroot is no valid path or a host is
     * malformed
     */
    public static ConnectString parse(String text) throws PathFault {
        int slash = text.indexOf('/');
        String chroot = slash < 0 ? "" : text.substring(slash);
        if (chroot.equals("/")) {
            chroot = "";
        } else if (!chroot.isEmpty()) {
            PathFault.check(chroot);
        }
        List<Host> hosts = new ArrayList<>();
        for (String part : (slash < 0 ? text : text.substring(0, slash)).split(",")) {
            if (!part.isBlank()) {
                hosts.add(host(part.strip()));
            }
        }
        if (hosts.isEmpty()) {
            throw new PathFault("A HostProvider may not be empty!");
        }
        return new ConnectString(text, List.copyOf(hosts), chroot);
    }

    private static Host host(String part) throws PathFault {
        int bracket = part.startsWith("[") ? part.indexOf(']') : -1;
        int colon = bracket >= 0 ? part.indexOf(':', bracket) : part.lastIndexOf(':');
        String name =
                bracket >= 0
                        ? part.substring(1, bracket)
                        : colon < 0 ? part : part.substring(0, colon);
        if (colon < 0) {
            return new Host(name, DEFAULT_PORT);
        }
        try {
            int port = Integer.parseInt(part.substring(colon + 1));
            if (port > 0 && port <= 0xffff) {
                return new Host(name, port);
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new PathFault("Invalid port in connect string: " + part);
    }

    /** The path on the server. */
    String toServer(String path) {
        return chroot.isEmpty() ? path : path.equals("/") ? chroot : chroot + path;
    }

    /** The path as the user names it; a path outside the chroot stays as it is. */
    String toUser(String path) {
        if (chroot.isEmpty() || path == null || !path.startsWith(chroot)) {
            return path;
        }
        String rest = path.substring(chroot.length());
        return rest.isEmpty() ? "/" : rest.startsWith("/") ? rest : path;
    }
}
