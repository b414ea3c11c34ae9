package io.quorate.server;

import io.quorate.gate.peer.PeerGateSettings;
import io.quorate.model.Membership;
import io.quorate.peer.EnsembleSettings;
import java.util.Objects;

/**
 * What a server must know that is one of several.
 *
 * @param settings what the cores are told; names this server
 * @param membership all servers, this one among them
 * @param links how they speak to each other
 */
public record EnsembleMember(
        EnsembleSettings settings, Membership membership, PeerGateSettings links) {

    /**
     * Checks that the server is a member.
     *
     * @throws IllegalArgumentException the membership lacks this server
     */
    public EnsembleMember {
        Objects.requireNonNull(links, "links");
        if (membership.member(settings.self()) == null) {
            throw new IllegalArgumentException(
                    "server " + settings.self() + " is no member of the ensemble it is to join");
        }
    }

    /** Whether others may have what this server has lost, and decide without it. */
    boolean hasOtherVoters() {
        return membership.participants().stream().anyMatch(id -> !id.equals(settings.self()));
    }
}
