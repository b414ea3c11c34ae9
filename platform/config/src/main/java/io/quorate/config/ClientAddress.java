package io.quorate.config;

import io.quorate.model.Member;
import io.quorate.model.Membership;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the clients of a server are served, as its configuration file says it. Immutable.
 *
 * <p>Source: spec semantics section 18.
 *
 * @param host a name or an address that can be dialled from the server's own machine
 * @param port 1 to 65535
 */
public record ClientAddress(String host, int port) {

    private static final String HERE = "localhost";

    /**
     * Looks for the client port where a server does: at {@code clientPort}, else in the server's
     * own member line, which may stand in the dynamic file. Which line is its own says {@code myid}
     * in {@code dataDir}.
     *
     * @return null if neither names a port: such a server has no clients
     * @throws ConfigurationException with one plain sentence
     */
    @SuppressWarnings("NullAway") // one with a client address has its host
    public static @Nullable ClientAddress read(Path path) throws ConfigurationException {
        ConfigurationFile file = ConfigurationFile.read(path);
        Settings settings = Settings.ofServer(file, Map.of(), List.of());
        int port = settings.isSet("clientPort") ? (int) settings.number("clientPort") : 0;
        if (port != 0) {
            String host =
                    settings.isSet("clientPortAddress") ? settings.text("clientPortAddress") : "";
            return new ClientAddress(reachable(host), port);
        }
        MembershipLines lines = new MembershipLines(file, settings);
        Membership membership = lines.membership();
        if (membership.members().isEmpty()) {
            return null;
        }
        Member own = membership.members().get(lines.myid());
        return own == null || !own.hasClientAddress()
                ? null
                : new ClientAddress(reachable(own.clientHost()), own.clientPort());
    }

    /** The host, or this machine where the host stands for all its addresses. */
    private static String reachable(String host) {
        String bare =
                host.startsWith("[") && host.endsWith("]")
                        ? host.substring(1, host.length() - 1)
                        : host;
        return bare.isEmpty() || bare.equals("0.0.0.0") || bare.equals("::") ? HERE : bare;
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
