package io.quorate.consensus.zab;

import io.quorate.peer.Endpoint;
import io.quorate.peer.EnsembleSettings;
import java.util.List;

/** Reads the optional settings this plugin looks at. */
final class Settings {

    private static final String ANY_ADDRESS = "0.0.0.0";

    private Settings() {}

    /** Where observers find this server, or others, besides the leader; 0 = nowhere. */
    static int observerMasterPort(EnsembleSettings settings) {
        return number(settings, "observerMasterPort", 0);
    }

    /** Where to listen, given the own addresses. */
    static List<Endpoint> listening(EnsembleSettings settings, List<Endpoint> own) {
        return settings.flag("quorumListenOnAllIPs")
                ? own.stream()
                        .map(endpoint -> new Endpoint(ANY_ADDRESS, endpoint.port()))
                        .distinct()
                        .toList()
                : own;
    }

    /** A number of 0 or more; the default if it is not set. */
    static int number(EnsembleSettings settings, String key, int otherwise) {
        return Math.max(0, settings.number(key, otherwise));
    }
}
