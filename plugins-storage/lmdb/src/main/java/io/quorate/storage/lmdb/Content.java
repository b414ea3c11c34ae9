package io.quorate.storage.lmdb;

import io.quorate.storage.Position;
import io.quorate.storage.StorageException;
import io.quorate.storage.TreeCounts;
import io.quorate.storage.lmdb.map.OrderedMap;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One state of everything: what has changed, what a checkpoint is being written of, and the map on
 * disk below both; and the counters. The owner's working state changes, copies of it do not.
 */
final class Content {

    private static final int FORMAT = 1;

    @Nullable Layer overlay;
    @Nullable Layer frozen;
    OrderedMap.Reads base;

    long nodes;
    long bytes;
    long ephemerals;
    long sessions;
    long digest;
    long nextNode = Keys.NOWHERE + 1;
    int nextAcl = 1;
    Position position = new Position(0, 0);

    Content(OrderedMap.Reads base) {
        this.base = base;
    }

    /** The same state over another reader of the same map. */
    Content over(OrderedMap.Reads reads) {
        Content copy = new Content(reads);
        copy.overlay = overlay;
        copy.frozen = frozen;
        copy.nodes = nodes;
        copy.bytes = bytes;
        copy.ephemerals = ephemerals;
        copy.sessions = sessions;
        copy.digest = digest;
        copy.nextNode = nextNode;
        copy.nextAcl = nextAcl;
        copy.position = position;
        return copy;
    }

    /** What the map says. */
    static Content load(OrderedMap.Reads base) throws StorageException {
        return of(base.get(Keys.META), base);
    }

    /** What the entry {@link Keys#META} of a map says. */
    static Content of(byte @Nullable [] meta, OrderedMap.Reads base) throws StorageException {
        if (meta == null) {
            throw new StorageException(StorageException.Kind.CORRUPT, "the tree has no position");
        }
        ByteBuffer from = ByteBuffer.wrap(meta);
        int format = from.getInt();
        if (format != FORMAT) {
            throw new StorageException(
                    StorageException.Kind.WRONG_OWNER,
                    "the tree has the format " + format + ", this server reads " + FORMAT);
        }
        Content content = new Content(base);
        content.position = new Position(from.getLong(), from.getLong());
        content.digest = content.position.digest();
        content.nodes = from.getLong();
        content.bytes = from.getLong();
        content.ephemerals = from.getLong();
        content.sessions = from.getLong();
        content.nextNode = from.getLong();
        content.nextAcl = from.getInt();
        return content;
    }

    /** The value of {@link Keys#META}. */
    byte[] meta() {
        return ByteBuffer.allocate(2 * Integer.BYTES + 7 * Long.BYTES)
                .putInt(FORMAT)
                .putLong(position.zxid())
                .putLong(position.digest())
                .putLong(nodes)
                .putLong(bytes)
                .putLong(ephemerals)
                .putLong(sessions)
                .putLong(nextNode)
                .putInt(nextAcl)
                .array();
    }

    TreeCounts counts() {
        return new TreeCounts(nodes, bytes, ephemerals, sessions);
    }

    byte @Nullable [] get(byte[] key) throws StorageException {
        Layer changed = changed(key);
        return changed != null ? changed.value() : base.get(key);
    }

    /** What is above the map for a key; null if nothing. */
    @Nullable Layer changed(byte[] key) {
        Layer above = Layer.find(overlay, key);
        return above != null ? above : Layer.find(frozen, key);
    }

    /** The node at a path; null if there is none. The root is the empty path, or a slash. */
    @Nullable NodeEntry find(byte[] path, int length) throws StorageException {
        NodeEntry at = node(Keys.NOWHERE, path, 0, 0);
        if (length == 0 || length == 1 && path[0] == '/') {
            return at;
        }
        int slash = 0;
        while (at != null && slash < length) {
            if (path[slash] != '/') {
                return null;
            }
            int end = slash + 1;
            while (end < length && path[end] != '/') {
                end++;
            }
            at = end == slash + 1 ? null : node(at.id(), path, slash + 1, end);
            slash = end;
        }
        return at;
    }

    /** The child of that name. */
    @Nullable NodeEntry node(long parent, byte[] path, int from, int to) throws StorageException {
        byte[] key = Keys.node(parent, path, from, to);
        byte[] value = get(key);
        return value == null ? null : NodeEntry.of(key, value);
    }
}
