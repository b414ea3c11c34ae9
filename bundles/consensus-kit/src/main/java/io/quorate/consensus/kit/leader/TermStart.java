package io.quorate.consensus.kit.leader;

import io.quorate.consensus.kit.feed.LearnerFeed;
import io.quorate.model.ServerId;
import java.util.Set;

/** A new leader's way to an epoch that a quorum has entered, as the frame of a term sees it. */
public interface TermStart {

    /** False if no epoch is left. */
    boolean start();

    /** True once, when a quorum has the history of the epoch. */
    boolean complete();

    /** True if a step takes longer than it may. */
    boolean late();

    /** How long a quorum has not come, and neither this voter; 0 if one of them has. */
    long missedNanos(ServerId voter);

    /** A learner has the history of the epoch. */
    void accepted(LearnerFeed feed);

    /** A learner is gone: only those still there count. */
    void lost(LearnerFeed feed);

    /** Who has the history of the epoch. */
    Set<ServerId> acceptedBy();

    long epoch();
}
