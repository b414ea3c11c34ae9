package io.quorate.election.kit;

import io.quorate.election.ElectionAction;
import io.quorate.election.ElectionActions;
import io.quorate.model.Member;
import io.quorate.model.ServerId;
import io.quorate.peer.DialId;
import io.quorate.peer.Endpoint;
import io.quorate.peer.LinkAction;
import java.util.List;
import java.util.function.BiFunction;

/** Where this server listens for elections, and how it introduces itself when it dials. */
final class OwnPort {

    private static final String EVERYWHERE = "0.0.0.0";

    private final String name;
    private final ElectionSettings settings;
    private final BiFunction<ServerId, List<Endpoint>, Introduction> introductions;
    private List<Endpoint> listening = List.of();
    private Introduction introduction;

    OwnPort(
            String name,
            ElectionSettings settings,
            BiFunction<ServerId, List<Endpoint>, Introduction> introductions) {
        this.name = name;
        this.settings = settings;
        this.introductions = introductions;
    }

    /**
     * Listens where the member line says.
     *
     * @param own null: this server left the configuration, and stays where it is
     */
    void listen(Member own, ElectionActions out) {
        if (own == null) {
            return;
        }
        List<Endpoint> addresses = Links.electionAddresses(own);
        introduction = introductions.apply(own.id(), addresses);
        List<Endpoint> wanted =
                settings.listenEverywhere()
                        ? addresses.stream()
                                .map(address -> new Endpoint(EVERYWHERE, address.port()))
                                .distinct()
                                .toList()
                        : addresses;
        if (!wanted.equals(listening)) {
            listening = wanted;
            out.add(new ElectionAction.Link(new LinkAction.Listen(name, wanted)));
        }
    }

    /** Whether this server can say who it is. */
    boolean mayDial() {
        return introduction != null;
    }

    void dial(DialId dial, List<Endpoint> endpoints, ElectionActions out) {
        out.add(
                new ElectionAction.Link(
                        new LinkAction.Dial(
                                dial,
                                name,
                                endpoints,
                                introduction,
                                settings.dialTimeoutMillis())));
    }
}
