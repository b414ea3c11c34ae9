package io.quorate.peer;

import java.util.Objects;

/**
 * Where a port listens or is dialled.
 *
 * @param host name or address literal (IPv6 without brackets); names are resolved at every attempt;
 *     never null
 * @param port 1 to 65535; 0 in a Listen lets the system choose (tests)
 */
public record Endpoint(String host, int port) {
    public Endpoint {
        Objects.requireNonNull(host, "host");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
