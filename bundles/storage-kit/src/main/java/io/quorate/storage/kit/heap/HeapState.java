package io.quorate.storage.kit.heap;

import io.quorate.model.EphemeralOwner;
import io.quorate.storage.Position;
import io.quorate.storage.TreeIndex;
import org.jspecify.annotations.Nullable;

/**
 * Roots and counters of one state of the tree. The owner's working copy changes; what has been
 * sealed does not.
 */
final class HeapState {

    @SuppressWarnings("NullAway.Init") // given by the loader with the first node
    Directory root;

    /** Tries of {@link Indexes.Session}, {@link Indexes.Owned} and {@link Indexes.Acl}. */
    @Nullable Object sessions;

    @Nullable Object owners;
    @Nullable Object acls;

    /** Tries of paths. */
    @Nullable Object containers;

    @Nullable Object timed;
    @Nullable Object quotas;

    long nodeCount;
    long byteCount;
    long ephemeralCount;
    long sessionCount;
    long digest;

    @SuppressWarnings("NullAway.Init") // given when the state is complete
    Position position;

    HeapState copy() {
        HeapState copy = new HeapState();
        copy.root = root;
        copy.sessions = sessions;
        copy.owners = owners;
        copy.acls = acls;
        copy.containers = containers;
        copy.timed = timed;
        copy.quotas = quotas;
        copy.nodeCount = nodeCount;
        copy.byteCount = byteCount;
        copy.ephemeralCount = ephemeralCount;
        copy.sessionCount = sessionCount;
        copy.digest = digest;
        copy.position = position;
        return copy;
    }

    /** Root of a trie of paths. */
    @Nullable Object paths(TreeIndex kind, long key) {
        return switch (kind) {
            case EPHEMERAL ->
                    Indexes.find(owners, key) instanceof Indexes.Owned owned ? owned.paths() : null;
            case CONTAINER -> containers;
            case TTL -> timed;
            case QUOTA -> quotas;
        };
    }

    /** Enters a path under its stored owner. */
    void own(byte[] path, long owner, boolean extendedTypes, long epoch) {
        switch (EphemeralOwner.kind(owner, extendedTypes)) {
            case PERSISTENT -> {}
            case CONTAINER -> containers = Indexes.add(containers, path, epoch);
            case TTL -> timed = Indexes.add(timed, path, epoch);
            case EPHEMERAL -> {
                ephemeralCount++;
                Indexes.Owned old = (Indexes.Owned) Indexes.find(owners, owner);
                Indexes.Owned now =
                        old == null
                                ? new Indexes.Owned(owner, Indexes.add(null, path, epoch), 1)
                                : new Indexes.Owned(
                                        owner,
                                        Indexes.add(old.paths(), path, epoch),
                                        old.count() + 1);
                owners = Indexes.put(owners, now, epoch);
            }
        }
    }

    /** Takes a path away from its stored owner. */
    @SuppressWarnings("NullAway") // a path that was entered has its owner in the index
    void disown(byte[] path, long owner, boolean extendedTypes, long epoch) {
        switch (EphemeralOwner.kind(owner, extendedTypes)) {
            case PERSISTENT -> {}
            case CONTAINER -> containers = Indexes.remove(containers, path, epoch);
            case TTL -> timed = Indexes.remove(timed, path, epoch);
            case EPHEMERAL -> {
                ephemeralCount--;
                Indexes.Owned old = (Indexes.Owned) Indexes.find(owners, owner);
                owners =
                        old.count() == 1
                                ? Indexes.remove(owners, owner, epoch)
                                : Indexes.put(
                                        owners,
                                        new Indexes.Owned(
                                                owner,
                                                Indexes.remove(old.paths(), path, epoch),
                                                old.count() - 1),
                                        epoch);
            }
        }
    }
}
