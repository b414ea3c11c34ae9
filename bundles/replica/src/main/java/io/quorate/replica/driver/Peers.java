package io.quorate.replica.driver;

import io.quorate.election.ElectionFactory;
import io.quorate.peer.EnsembleSettings;
import io.quorate.peer.host.PeerLinks;
import io.quorate.replica.membership.ConfiguredClientAddress;
import io.quorate.replica.membership.MembershipStore;
import org.jspecify.annotations.Nullable;

/**
 * What a replica needs of the others. A standalone server has none of it.
 *
 * @param links sockets to other servers
 * @param election null if the consensus needs none
 * @param settings what the cores are made with
 * @param memberships configurations of the ensemble, and where they survive
 * @param clientAddress where clients are let in
 */
public record Peers(
        PeerLinks links,
        @Nullable ElectionFactory election,
        EnsembleSettings settings,
        MembershipStore memberships,
        ConfiguredClientAddress clientAddress) {}
