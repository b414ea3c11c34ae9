package io.quorate.consensus.zab;

import io.quorate.peer.Endpoint;
import io.quorate.peer.EnsembleSettings;
import java.util.List;

/** Reads what ensembles set for every plugin, as far as this one looks at it. */
final class Settings {

    private static final String ANY_ADDRESS = "0.0.0.0";

    private Settings() {}

    /** Where observers find this server, or others, besides the leader; 0 = nowhere. */
    static int observerMasterPort(EnsembleSettings settings) {
        return settings.number("observerMasterPort", 0);
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
}
