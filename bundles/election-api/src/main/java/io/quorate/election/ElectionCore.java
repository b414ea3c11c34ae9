package io.quorate.election;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The pure core of an election algorithm: no thread, clock, socket, disk or randomness of its own.
 * It keeps the round, the current vote and its links, and has nothing durable.
 *
 * <p>Thread: the replica loop only, never re-entered. A core that throws stops the server. Source:
 * consensus SPI section 1.3.
 */
@ConsumerType
public interface ElectionCore {

    /**
     * Takes one event and answers with actions, executed in order after this returns.
     *
     * @param nowNanos monotonic time of this step, never smaller than in the step before
     * @param event what happened; the first one is {@link ElectionEvent.Boot}
     * @param out gets the actions; valid during the call only
     */
    void step(long nowNanos, ElectionEvent event, ElectionActions out);
}
