package io.quorate.election;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes the actions of one step, in order. Handed to {@link ElectionCore#step} by the driver; not
 * to be kept.
 */
@ProviderType
@FunctionalInterface
public interface ElectionActions {

    /** Appends an action; executed after the step has returned. */
    void add(ElectionAction action);
}
