package io.quorate.consensus;

import io.quorate.model.Phase;
import io.quorate.model.Role;
import io.quorate.model.ServerId;
import io.quorate.peer.Endpoint;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a core stands, for metrics and people, and what a hand-over of leadership rests on: {@code
 * server}, {@code voter} and {@code synced} of the learners, and {@code outside}. It agrees with
 * the actions (consensus SPI section 1.5, R19). Immutable.
 *
 * @param role as in the last RoleChanged
 * @param phase as in the last RoleChanged
 * @param leader null if unknown
 * @param upstream server whose link carries what is decided: the leader, or the follower that an
 *     observer follows; null where there is none
 * @param epoch current epoch
 * @param loggedZxid last entry given to the log
 * @param committedZxid last Commit emitted
 * @param proposalsInFlight proposed, not committed
 * @param pendingSyncs calls and syncs that have not been passed on or answered
 * @param learners servers that follow this leader (or observer master); empty elsewhere
 * @param outside voters that stay out because their history has what this leader's quorum does not
 *     have; empty elsewhere
 */
public record ConsensusReport(
        Role role,
        Phase phase,
        @Nullable ServerId leader,
        @Nullable ServerId upstream,
        long epoch,
        long loggedZxid,
        long committedZxid,
        int proposalsInFlight,
        int pendingSyncs,
        List<Learner> learners,
        Set<ServerId> outside) {

    /**
     * A server that follows this one.
     *
     * @param server its identity
     * @param remote its address
     * @param voter whether its acknowledgements count
     * @param synced whether it is past synchronisation
     * @param ackedZxid last zxid it acknowledged (voters) or was sent (observers)
     */
    public record Learner(
            ServerId server, Endpoint remote, boolean voter, boolean synced, long ackedZxid) {}

    /** Of a server that gets what is decided from its leader. */
    public ConsensusReport(
            Role role,
            Phase phase,
            @Nullable ServerId leader,
            long epoch,
            long loggedZxid,
            long committedZxid,
            int proposalsInFlight,
            int pendingSyncs,
            List<Learner> learners) {
        this(
                role,
                phase,
                leader,
                leader,
                epoch,
                loggedZxid,
                committedZxid,
                proposalsInFlight,
                pendingSyncs,
                learners,
                Set.of());
    }

    public ConsensusReport {
        learners = List.copyOf(learners);
        outside = Set.copyOf(outside);
    }
}
