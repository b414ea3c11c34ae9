package io.quorate.tree;

import io.quorate.storage.PathCursor;
import io.quorate.storage.StorageException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The ephemerals of a session as they will be, one after the other: the applied ones but those that
 * pending transactions remove or change hands, then those they create. Those that have been walked
 * over may be removed meanwhile. Owner thread.
 */
final class EphemeralWalk {

    private final PendingTree pending;
    private final long sessionId;
    private final PathCursor applied;
    private final Iterator<PendingNode> created;

    EphemeralWalk(
            PendingTree pending,
            long sessionId,
            PathCursor applied,
            Iterator<PendingNode> created) {
        this.pending = pending;
        this.sessionId = sessionId;
        this.applied = applied;
        this.created = created;
    }

    /** The next one; null at the end. */
    @Nullable PendingNode next() throws StorageException {
        while (applied.next()) {
            PendingNode node = pending.at(applied.path());
            if (node.exists && !node.listed && node.record.ephemeralOwner == sessionId) {
                return node;
            }
        }
        return created.hasNext() ? created.next() : null;
    }
}
