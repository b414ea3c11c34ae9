package io.quorate.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ensemble as the leader sees it, for the checks of a reconfig request.
 *
 * @param committed the configuration in force
 * @param proposed a later one under way; null if none
 * @param synced servers in step with the leader, itself included
 */
public record EnsembleView(
        Membership committed, @Nullable Membership proposed, Set<ServerId> synced) {
    public EnsembleView {
        synced = Set.copyOf(synced);
    }
}
