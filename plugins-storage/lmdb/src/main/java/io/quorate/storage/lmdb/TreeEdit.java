package io.quorate.storage.lmdb;

import io.quorate.model.AclEntry;
import io.quorate.model.EphemeralOwner;
import io.quorate.model.PathRules;
import io.quorate.model.SystemPaths;
import io.quorate.model.Znode;
import io.quorate.storage.NodeDigest;
import io.quorate.storage.NodeRecord;
import io.quorate.storage.StorageException;
import io.quorate.storage.kit.node.PackedNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes a state and keeps digest, counts, indexes and uses of ACLs along with it. One thread. */
final class TreeEdit {

    private static final int ENTRY_BYTES = 96;

    private final boolean extendedTypes;
    private final PackedNode packer = new PackedNode();
    private final NodeRecord old = new NodeRecord();
    private final AclIds acls = new AclIds();

    Content content;

    /** Keys changed since the last {@link #forget}, in their order, some more than once. */
    private List<byte[]> recent = new ArrayList<>();

    /** Bytes of entries written so far. */
    long written;

    TreeEdit(Content content, boolean extendedTypes) {
        this.content = content;
        this.extendedTypes = extendedTypes;
    }

    /** Goes on from another state. */
    void adopt(Content other) throws StorageException {
        content = other;
        recent = new ArrayList<>();
        acls.adopt(other);
    }

    int changes() {
        return recent.size();
    }

    /** The first changes need not be remembered any longer. */
    void forget(int count) {
        if (count == recent.size()) {
            recent.clear();
        } else {
            recent = new ArrayList<>(recent.subList(count, recent.size()));
        }
    }

    /** The first changes as a layer, with the values they have in {@code state}. */
    @Nullable Layer layer(int count, Content state) {
        Layer layer = null;
        for (byte[] key : recent.subList(0, count)) {
            Layer changed = Layer.find(state.overlay, key);
            if (changed != null) {
                layer = Layer.put(layer, key, changed.value());
            }
        }
        return layer;
    }

    void put(byte[] key, byte @Nullable [] value) {
        content.overlay = Layer.put(content.overlay, key, value);
        recent.add(key);
        written += ENTRY_BYTES + key.length + (value == null ? 0 : value.length);
    }

    private void put(NodeEntry entry) {
        put(entry.key(), entry.value());
    }

    /** Creates or replaces a node. */
    void place(Znode path, NodeRecord node) throws StorageException {
        byte[] utf8 = path.utf8();
        int length = path.isRoot() ? 0 : utf8.length;
        int slash = length == 0 ? 0 : path.lastSlash();
        NodeEntry parent = length == 0 ? null : parent(path, slash);
        int nameFrom = length == 0 ? 0 : slash + 1;
        long at = parent == null ? Keys.NOWHERE : parent.id();
        NodeEntry before = content.node(at, utf8, nameFrom, length);
        if (before != null) {
            before.unpack(old);
        }
        if (before == null || old.aclId != node.aclId) {
            acls.take(this, node.aclId);
        }
        long id = before == null ? content.nextNode++ : before.id();
        if (before == null) {
            content.nodes++;
            content.bytes += units(utf8, length) + Math.max(0, node.dataLength);
            own(path, id, node.ephemeralOwner);
            if (isQuotaLimit(path)) {
                put(Keys.number(Keys.QUOTA, id), utf8);
            }
            if (parent != null) {
                put(parent.grown(1));
            }
        } else {
            content.bytes += Math.max(0, node.dataLength) - Math.max(0, old.dataLength);
            if (old.aclId != node.aclId) {
                acls.release(this, old.aclId);
            }
            if (old.ephemeralOwner != node.ephemeralOwner) {
                disown(id, old.ephemeralOwner);
                own(path, id, node.ephemeralOwner);
            }
            content.digest -= share(path, old.digest);
        }
        int digest = NodeDigest.of(path, node);
        content.digest += share(path, digest);
        byte[] record = packer.pack(utf8, nameFrom, length, node, digest, false);
        byte[] key = Keys.node(at, utf8, nameFrom, length);
        put(new NodeEntry(key, id, before == null ? 0 : before.children(), record));
    }

    private NodeEntry parent(Znode path, int slash) throws StorageException {
        NodeEntry parent = slash < 0 ? null : content.find(path.utf8(), slash);
        if (parent == null) {
            throw missing(path.parent());
        }
        return parent;
    }

    static StorageException missing(Znode path) {
        return new StorageException(StorageException.Kind.CORRUPT, "no node at " + path);
    }

    void counters(Znode path, int cversion, long pzxid) throws StorageException {
        NodeEntry before = content.find(path.utf8(), path.length());
        if (before == null) {
            throw missing(path);
        }
        before.unpack(old);
        content.digest -= share(path, old.digest);
        // A CRC is linear: the data need not be read again.
        int digest = old.digest ^ NodeDigest.ofStat(old);
        old.cversion = cversion;
        old.pzxid = pzxid;
        digest ^= NodeDigest.ofStat(old);
        content.digest += share(path, digest);
        byte[] name = before.name();
        put(before.with(packer.pack(name, 0, name.length, old, digest, false)));
    }

    /** Takes a node away that has no children. */
    void remove(Znode path) throws StorageException {
        NodeEntry before = path.isRoot() ? null : content.find(path.utf8(), path.length());
        if (before == null) {
            throw missing(path);
        }
        before.unpack(old);
        put(before.key(), null);
        put(parent(path, path.lastSlash()).grown(-1));
        acls.release(this, old.aclId);
        content.nodes--;
        content.bytes -= units(path.utf8(), path.length()) + Math.max(0, old.dataLength);
        disown(before.id(), old.ephemeralOwner);
        if (isQuotaLimit(path)) {
            put(Keys.number(Keys.QUOTA, before.id()), null);
        }
        content.digest -= share(path, old.digest);
    }

    private static long share(Znode path, int digest) {
        return PathRules.isBelowZookeeper(path) ? 0 : Integer.toUnsignedLong(digest);
    }

    private static boolean isQuotaLimit(Znode path) {
        return path.isAtOrBelow(SystemPaths.QUOTA)
                && !path.equals(SystemPaths.QUOTA)
                && path.toString().endsWith("/" + SystemPaths.QUOTA_LIMITS);
    }

    private void own(Znode path, long id, long owner) {
        index(id, owner, path.utf8());
    }

    private void disown(long id, long owner) {
        index(id, owner, null);
    }

    private void index(long id, long owner, byte @Nullable [] path) {
        switch (owner == 0
                ? EphemeralOwner.Kind.PERSISTENT
                : EphemeralOwner.kind(owner, extendedTypes)) {
            case PERSISTENT -> {}
            case CONTAINER -> put(Keys.number(Keys.CONTAINER, id), path);
            case TTL -> put(Keys.number(Keys.TIMED, id), path);
            case EPHEMERAL -> {
                content.ephemerals += path == null ? -1 : 1;
                put(Keys.owned(owner, id), path);
            }
        }
    }

    void session(long sessionId, int timeoutMillis) throws StorageException {
        boolean known = LmdbReader.timeoutMillis(content, sessionId) >= 0;
        byte[] key = Keys.number(Keys.SESSION, sessionId);
        if (timeoutMillis >= 0) {
            content.sessions += known ? 0 : 1;
            put(key, ByteBuffer.allocate(Integer.BYTES).putInt(timeoutMillis).array());
        } else if (known) {
            content.sessions--;
            put(key, null);
        }
    }

    int acl(List<AclEntry> entries) {
        return acls.intern(this, entries);
    }

    /** Enters an ACL under the number that its source has for it. */
    void acl(int aclId, List<AclEntry> entries) {
        acls.enter(this, aclId, entries);
    }

    /** ACLs that no node has go. */
    void sweep() throws StorageException {
        acls.sweep(this);
    }

    private static int units(byte[] path, int length) {
        int units = length == 0 ? 1 : 0;
        for (int at = 0; at < length; at++) {
            int octet = path[at];
            if ((octet & 0xc0) != 0x80) {
                units += (octet & 0xf8) == 0xf0 ? 2 : 1;
            }
        }
        return units;
    }
}
