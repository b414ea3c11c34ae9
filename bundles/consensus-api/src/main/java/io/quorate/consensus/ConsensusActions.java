package io.quorate.consensus;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes the actions of one step, in order. Handed to {@link ConsensusCore#step} by the driver; not
 * to be kept.
 */
@ProviderType
@FunctionalInterface
public interface ConsensusActions {

    /** Appends an action; executed after the step has returned. */
    void add(ConsensusAction action);
}
