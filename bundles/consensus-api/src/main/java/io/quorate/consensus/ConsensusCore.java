package io.quorate.consensus;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The pure core of a consensus protocol: no thread, clock, socket, disk or randomness of its own.
 * It decides which transactions are committed and which server numbers them; it owns epochs,
 * acknowledgements and one cursor per learner, and knows no session.
 *
 * <p>Thread: the replica loop only, never re-entered. A core that throws stops the server: no
 * acknowledged write may depend on a core in an unknown state.
 *
 * <p><b>Order and durability</b> (consensus SPI section 1.4):
 *
 * <ol>
 *   <li>The driver executes the actions of a step in order after {@link #step} has returned. Events
 *       born of that (Propose, Answer, Touched) are stepped before new ones from outside.
 *   <li>Tickets rise by one over Append, Truncate, WriteHardState, StoreMembership and
 *       InstallSnapshot, starting with 1. If the write of ticket t survives a crash, so do all
 *       smaller ones. Runs of appends share one fsync; any other kind waits for the fsync before
 *       it.
 *   <li>A {@code Send} with {@code after = t} leaves no earlier than {@code Persisted(t)}.
 *   <li>Commit, RoleChanged and Answered are never gated. Apply is synchronous: every action after
 *       {@code Commit(z)} sees the tree at z.
 *   <li>A persistence error has no event: the server stops. A crash may fall between any two
 *       actions or inside a persistence action (a prefix is kept, the last one torn).
 *   <li>Bounds: the window of proposals in flight is the core's; unanswered calls per server are
 *       bounded by the replica, receive windows and send marks by the peer gate; one chunk is in
 *       flight per read or transfer.
 * </ol>
 *
 * <p><b>Rules of the actions</b> (consensus SPI section 1.5, R1 to R20). The driver checks them
 * before it executes an action; a breach is a fault that stops the server and names the rule. The
 * contract suite of the testkit checks the same.
 */
@ConsumerType
public interface ConsensusCore {

    /**
     * Takes one event and answers with actions.
     *
     * @param nowNanos monotonic time of this step, never smaller than in the step before
     * @param event what happened; the first one is {@link ConsensusEvent.Start}
     * @param out gets the actions; valid during the call only
     */
    void step(long nowNanos, ConsensusEvent event, ConsensusActions out);

    /**
     * How things stand, for people and metrics. Same thread as {@link #step}; the value is
     * immutable.
     */
    ConsensusReport report();
}
