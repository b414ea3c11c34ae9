package io.quorate.replica.driver;

import io.quorate.consensus.ConsensusEvent;
import java.util.ArrayDeque;

/**
 * Events that wait for the core, oldest first. Proposals come before all else: what the core has
 * handed out is known before it goes on. Loop thread only.
 */
final class EventQueue {

    private final ArrayDeque<ConsensusEvent> proposals = new ArrayDeque<>();
    private final ArrayDeque<ConsensusEvent> others = new ArrayDeque<>();

    void add(ConsensusEvent event) {
        (event instanceof ConsensusEvent.Propose ? proposals : others).add(event);
    }

    /** Null if none waits. */
    ConsensusEvent poll() {
        ConsensusEvent proposal = proposals.poll();
        return proposal == null ? others.poll() : proposal;
    }
}
