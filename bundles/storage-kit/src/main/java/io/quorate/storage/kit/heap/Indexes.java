package io.quorate.storage.kit.heap;

import io.quorate.model.AclEntry;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The small versioned sets beside the nodes, all tries: sessions, owners of ephemerals and ACLs by
 * number, paths by themselves.
 */
final class Indexes {

    /** An entry with a number as key. */
    interface Numbered {
        long number();
    }

    /** Entry of the session table. */
    record Session(long number, int timeoutMillis) implements Numbered {}

    /** Ephemeral nodes of the session {@code number}; {@code paths} is a trie of {@code byte[]}. */
    record Owned(long number, @Nullable Object paths, int count) implements Numbered {}

    /** An interned ACL. */
    static final class Acl implements Numbered {
        final int id;
        final List<AclEntry> list;

        /** Nodes that use it; only the owner looks at it. */
        long uses;

        Acl(int id, List<AclEntry> list) {
            this.id = id;
            this.list = list;
        }

        @Override
        public long number() {
            return id;
        }
    }

    static final Trie NUMBERED =
            new Trie() {
                @Override
                long hash(Object entry) {
                    return NameHash.of(((Numbered) entry).number());
                }
            };

    static final Trie PATHS =
            new Trie() {
                @Override
                long hash(Object entry) {
                    byte[] path = (byte[]) entry;
                    return NameHash.of(path, 0, path.length);
                }
            };

    private Indexes() {}

    /** The entry with this number, or null. */
    static @Nullable Numbered find(@Nullable Object root, long number) {
        Object found = Trie.candidate(root, NameHash.of(number));
        if (found instanceof Trie.Bucket bucket) {
            for (Object each : bucket.entries()) {
                if (((Numbered) each).number() == number) {
                    return (Numbered) each;
                }
            }
            return null;
        }
        return found != null && ((Numbered) found).number() == number ? (Numbered) found : null;
    }

    /** The stored array that equals {@code path}, or null. */
    static byte @Nullable [] find(@Nullable Object root, byte[] path) {
        Object found = Trie.candidate(root, NameHash.of(path, 0, path.length));
        if (found instanceof Trie.Bucket bucket) {
            for (Object each : bucket.entries()) {
                if (Arrays.equals((byte[]) each, path)) {
                    return (byte[]) each;
                }
            }
            return null;
        }
        return found != null && Arrays.equals((byte[]) found, path) ? (byte[]) found : null;
    }

    /** Enters or replaces an entry by its number; returns the new root. */
    static Object put(@Nullable Object root, Numbered entry, long epoch) {
        Numbered old = find(root, entry.number());
        long hash = NameHash.of(entry.number());
        return old == null
                ? NUMBERED.insert(root, hash, entry, epoch)
                : Trie.replace(root, hash, old, entry, epoch);
    }

    /** Removes the entry with this number if there is one; returns the new root. */
    static @Nullable Object remove(@Nullable Object root, long number, long epoch) {
        Numbered old = find(root, number);
        return old == null ? root : Trie.remove(root, NameHash.of(number), old, epoch);
    }

    /** Adds a path that is absent; returns the new root. */
    static Object add(@Nullable Object root, byte[] path, long epoch) {
        return PATHS.insert(root, NameHash.of(path, 0, path.length), path, epoch);
    }

    /** Removes a path that is there; returns the new root. */
    @SuppressWarnings("NullAway") // the path is found
    static @Nullable Object remove(@Nullable Object root, byte[] path, long epoch) {
        return Trie.remove(root, NameHash.of(path, 0, path.length), find(root, path), epoch);
    }
}
