package io.quorate.consensus.kit.learner;

import io.quorate.consensus.kit.state.Ensemble;
import io.quorate.model.Membership;
import io.quorate.model.ServerId;
import java.util.HashMap;
import java.util.Map;

/**
 * Configurations that come with the history a learner is sent. They are put in force when it is in
 * step. Source: spec quorum-protocol sections 12 and 16.
 */
final class ReceivedMemberships {

    private final Ensemble ensemble;
    private final Map<Long, Membership> proposed = new HashMap<>();
    private final Membership before;
    private Membership announced;
    private Membership newest;
    private Membership activated;
    private ServerId designated;

    ReceivedMemberships(Ensemble ensemble) {
        this.ensemble = ensemble;
        before = ensemble.committed();
    }

    /**
     * The transaction with this zxid proposes a configuration. Nobody does that before the former
     * one is in force; so the former one is put in force here as well. A server that stops before
     * it is in step knows the one in force and the newest one only, and would forget whose quorum
     * decides.
     *
     * @param membership null if the transaction proposes none
     * @param logged where the own log ends, which what comes goes on: what that proposes belongs to
     *     it as well; 0 behind a tree
     */
    void proposed(long zxid, Membership membership, long logged) {
        if (membership == null) {
            return;
        }
        Membership own = ensemble.proposed();
        if (newest == null && own != null && own.version() <= logged) {
            newest = own;
        }
        if (newest != null) {
            ensemble.activate(newest, null);
        } else if (announced != null && announced.version() < zxid) {
            ensemble.activate(announced, null);
        }
        newest = membership;
        proposed.put(zxid, membership);
        ensemble.propose(membership);
    }

    /** The transaction with this zxid is decided, and its configuration has this leader. */
    void decided(long zxid, ServerId leader) {
        Membership came = proposed.remove(zxid);
        Membership membership = came == null ? ensemble.proposedBy(zxid) : came;
        if (membership != null) {
            activated = membership;
            designated = leader;
        }
    }

    /** The epoch comes with this configuration. */
    void announced(Membership membership) {
        announced = membership;
        ensemble.propose(membership);
    }

    /** The history of this epoch is here; what was proposed by another one is forgotten. */
    void joined(long epoch) {
        ensemble.joined(epoch, announced);
    }

    /** The learner is in step, and everything up to {@code decided} is decided. */
    void putInForce(long decided) {
        if (!isUnderWay(announced, decided)) {
            ensemble.activate(announced, null);
        }
        if (activated == null || !ensemble.activate(activated, designated)) {
            designated = null;
        }
    }

    /**
     * A leader of ZooKeeper's announces what it has seen last. If that was proposed here and is not
     * decided, it waits for its commit like any other transaction.
     */
    private boolean isUnderWay(Membership membership, long decided) {
        return membership != null
                && membership.version() > decided
                && proposed.containsKey(membership.version());
    }

    /** The leader named by a reconfiguration that was put in force just now; null if none. */
    ServerId designated() {
        return designated;
    }

    /** Whether the leader may go on under the configuration that came with the epoch. */
    boolean keeps(ServerId leader) {
        return ensemble.committed() == before || ensemble.keeps(before, leader);
    }

    /** Configurations that were proposed and are not decided, by their zxids. */
    Map<Long, Membership> underWay() {
        return proposed;
    }
}
