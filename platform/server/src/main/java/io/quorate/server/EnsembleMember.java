package io.quorate.server;

import io.quorate.gate.peer.PeerGateSettings;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import io.quorate.peer.EnsembleSettings;
import io.quorate.replica.settings.ProposalLimits;
import io.quorate.replica.settings.ReplicaSettings;
import java.util.Map;
import java.util.Objects;

/**
 * What a server must know that is one of several.
 *
 * @param settings what the cores are made with; names this server
 * @param membership all servers, this one among them
 * @param links how they speak to each other
 */
public record EnsembleMember(
        EnsembleSettings settings, Membership membership, PeerGateSettings links) {

    private static final int INIT_LIMIT_TICKS = 10;
    private static final int SYNC_LIMIT_TICKS = 5;

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

    /**
     * A member as it is without any key of its own, with the ticks of a common ensemble: ten to
     * come into step, five to be silent.
     *
     * @param settings of its replica, which name it
     * @param membership all servers, this one among them
     * @throws IllegalArgumentException the membership lacks this server
     */
    public static EnsembleMember of(ReplicaSettings settings, Membership membership) {
        ProposalLimits limits = settings.limits();
        return new EnsembleMember(
                new EnsembleSettings(
                        new ServerId(settings.serverId()),
                        settings.tickMillis(),
                        INIT_LIMIT_TICKS,
                        SYNC_LIMIT_TICKS,
                        limits.recordBytesMax(),
                        limits.windowTxns(),
                        limits.windowBytes(),
                        settings.tree().reconfig(),
                        Map.of()),
                membership,
                PeerGateSettings.DEFAULT);
    }

    /** Whether others may have what this server has lost, and decide without it. */
    boolean hasOtherVoters() {
        return membership.participants().stream().anyMatch(id -> !id.equals(settings.self()));
    }
}
