package io.quorate.storage;

import org.jspecify.annotations.Nullable;

/**
 * One node, unpacked: a flyweight that a reader fills and a writer hands in. Not thread-safe; valid
 * until the next call that fills it.
 *
 * <p>{@code ephemeralOwner} and {@code cversion} are the stored ones (spec semantics sections 2.2
 * and 2.3).
 */
public final class NodeRecord {

    public long czxid;
    public long mzxid;
    public long pzxid;
    public long ctimeMillis;
    public long mtimeMillis;
    public int version;
    public int cversion;
    public int aversion;
    public long ephemeralOwner;

    /**
     * Interned ACL, see {@link TreeBatch#acl}; {@link #OPEN_ACL} for world:anyone with all
     * permissions.
     */
    public int aclId = OPEN_ACL;

    /** Array that holds the data; not to be changed. Null for null data. */
    public byte @Nullable [] data;

    public int dataOffset;

    /** Bytes, -1 for null data. */
    public int dataLength = -1;

    /** Direct children; filled by readers, ignored by writers. */
    public int childCount;

    /** Node digest (CRC-32 of path, data and stat); filled by readers, ignored by writers. */
    public int digest;

    /** ACL id of {@link io.quorate.model.AclEntry#OPEN}. */
    public static final int OPEN_ACL = -1;

    /** Sets the data to the whole of {@code bytes} (null allowed). */
    public void data(byte @Nullable [] bytes) {
        data = bytes;
        dataOffset = 0;
        dataLength = bytes == null ? -1 : bytes.length;
    }

    /** A fresh node: all three zxids {@code zxid}, both times {@code timeMillis}, versions 0. */
    public void created(long zxid, long timeMillis, long owner) {
        czxid = zxid;
        mzxid = zxid;
        pzxid = zxid;
        ctimeMillis = timeMillis;
        mtimeMillis = timeMillis;
        version = 0;
        cversion = 0;
        aversion = 0;
        ephemeralOwner = owner;
    }

    /** Copies all fields. */
    public void set(NodeRecord other) {
        czxid = other.czxid;
        mzxid = other.mzxid;
        pzxid = other.pzxid;
        ctimeMillis = other.ctimeMillis;
        mtimeMillis = other.mtimeMillis;
        version = other.version;
        cversion = other.cversion;
        aversion = other.aversion;
        ephemeralOwner = other.ephemeralOwner;
        aclId = other.aclId;
        data = other.data;
        dataOffset = other.dataOffset;
        dataLength = other.dataLength;
        childCount = other.childCount;
        digest = other.digest;
    }
}
