package io.quorate.storage.kit.node;

import io.quorate.storage.NodeRecord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The packed record of one node.
 *
 * <pre>
 * flags 2 · digest 4 · name length (varint) · name · czxid (epoch, counter: varints) · ctime (varint, ms from 2020)
 * and where a flag says so: mzxid · pzxid · mtime (varint, ms from ctime) · version · cversion · aversion · owner 8 · acl (varint) · data to the end
 * </pre>
 *
 * <p>Signed numbers are zigzag varints. A fresh node needs none of the optional fields. Records are
 * immutable; the static readers are thread-safe, an instance (the writer) belongs to one thread.
 */
public final class PackedNode {

    private static final int MZXID = 1;
    private static final int PZXID = 2;
    private static final int MTIME = 4;
    private static final int VERSION = 8;
    private static final int CVERSION = 16;
    private static final int AVERSION = 32;
    private static final int OWNER = 64;
    private static final int ACL = 128;
    private static final int DATA = 256;
    private static final int DATA_APART = 512;

    private static final int OPTIONAL =
            MZXID | PZXID | MTIME | VERSION | CVERSION | AVERSION | OWNER | ACL;

    private static final int NAME_AT = 6;
    private static final int META_MAX = 96;
    private static final long EPOCH_2020_MILLIS = 1_577_836_800_000L;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] meta = new byte[META_MAX];
    private int size;

    /**
     * Packs a node; {@code apart} leaves the data out.
     *
     * @param path array that holds the name from {@code nameFrom} to {@code nameTo}
     */
    public byte[] pack(
            byte[] path, int nameFrom, int nameTo, NodeRecord node, int digest, boolean apart) {
        int flags = encodeMeta(node);
        int inline = 0;
        if (node.dataLength >= 0) {
            flags |= apart ? DATA | DATA_APART : DATA;
            inline = apart ? 0 : node.dataLength;
        }
        int nameLength = nameTo - nameFrom;
        int nameStart = NAME_AT + varintBytes(nameLength);
        int metaStart = nameStart + nameLength;
        byte[] record = new byte[metaStart + size + inline];
        SHORT.set(record, 0, (short) flags);
        INT.set(record, 2, digest);
        putVarint(record, NAME_AT, nameLength);
        System.arraycopy(path, nameFrom, record, nameStart, nameLength);
        System.arraycopy(meta, 0, record, metaStart, size);
        if (inline > 0) {
            System.arraycopy(node.data, node.dataOffset, record, metaStart + size, inline);
        }
        return record;
    }

    private int encodeMeta(NodeRecord node) {
        size = 0;
        int flags = 0;
        zxid(node.czxid);
        signed(node.ctimeMillis - EPOCH_2020_MILLIS);
        if (node.mzxid != node.czxid) {
            flags |= MZXID;
            zxid(node.mzxid);
        }
        if (node.pzxid != node.czxid) {
            flags |= PZXID;
            zxid(node.pzxid);
        }
        if (node.mtimeMillis != node.ctimeMillis) {
            flags |= MTIME;
            signed(node.mtimeMillis - node.ctimeMillis);
        }
        if (node.version != 0) {
            flags |= VERSION;
            signed(node.version);
        }
        if (node.cversion != 0) {
            flags |= CVERSION;
            signed(node.cversion);
        }
        if (node.aversion != 0) {
            flags |= AVERSION;
            signed(node.aversion);
        }
        if (node.ephemeralOwner != 0) {
            flags |= OWNER;
            LONG.set(meta, size, node.ephemeralOwner);
            size += 8;
        }
        if (node.aclId != NodeRecord.OPEN_ACL) {
            flags |= ACL;
            signed(node.aclId);
        }
        return flags;
    }

    /**
     * Unpacks all but child count; data that lies apart is left null with length 0 for the caller
     * to set.
     */
    public static void unpack(byte[] record, NodeRecord into) {
        int flags = (short) SHORT.get(record, 0);
        into.digest = (int) INT.get(record, 2);
        int at = nameEnd(record);
        long czxid = zxid(record, at);
        at = skip(record, skip(record, at));
        long ctime = signed(record, at) + EPOCH_2020_MILLIS;
        at = skip(record, at);
        into.czxid = czxid;
        into.mzxid = czxid;
        into.pzxid = czxid;
        into.ctimeMillis = ctime;
        into.mtimeMillis = ctime;
        into.version = 0;
        into.cversion = 0;
        into.aversion = 0;
        into.ephemeralOwner = 0;
        into.aclId = NodeRecord.OPEN_ACL;
        into.childCount = 0;
        if ((flags & OPTIONAL) != 0) {
            at = unpackOptional(record, at, flags, into);
        }
        if ((flags & DATA) == 0) {
            into.data(null);
        } else {
            into.data = record;
            into.dataOffset = at;
            into.dataLength = record.length - at;
        }
    }

    private static int unpackOptional(byte[] record, int start, int flags, NodeRecord into) {
        int at = start;
        if ((flags & MZXID) != 0) {
            into.mzxid = zxid(record, at);
            at = skip(record, skip(record, at));
        }
        if ((flags & PZXID) != 0) {
            into.pzxid = zxid(record, at);
            at = skip(record, skip(record, at));
        }
        if ((flags & MTIME) != 0) {
            into.mtimeMillis = into.ctimeMillis + signed(record, at);
            at = skip(record, at);
        }
        if ((flags & VERSION) != 0) {
            into.version = (int) signed(record, at);
            at = skip(record, at);
        }
        if ((flags & CVERSION) != 0) {
            into.cversion = (int) signed(record, at);
            at = skip(record, at);
        }
        if ((flags & AVERSION) != 0) {
            into.aversion = (int) signed(record, at);
            at = skip(record, at);
        }
        if ((flags & OWNER) != 0) {
            into.ephemeralOwner = (long) LONG.get(record, at);
            at += Long.BYTES;
        }
        if ((flags & ACL) != 0) {
            into.aclId = (int) signed(record, at);
            at = skip(record, at);
        }
        return at;
    }

    /** Where the name begins in a record. */
    public static int nameStart(byte[] record) {
        return skip(record, NAME_AT);
    }

    /** Where it ends. */
    public static int nameEnd(byte[] record) {
        int length = record[NAME_AT];
        if (length >= 0) {
            return NAME_AT + 1 + length;
        }
        return skip(record, NAME_AT) + (int) varint(record, NAME_AT);
    }

    /** Whether the name of a record is {@code bytes[from, to)}. */
    public static boolean nameEquals(byte[] record, byte[] bytes, int from, int to) {
        int start = nameStart(record);
        int end = start + (to - from);
        return end == nameEnd(record) && Arrays.equals(record, start, end, bytes, from, to);
    }

    private void zxid(long zxid) {
        size = putVarint(meta, size, zxid >>> 32);
        size = putVarint(meta, size, zxid & 0xffffffffL);
    }

    private void signed(long value) {
        size = putVarint(meta, size, (value << 1) ^ (value >> 63));
    }

    private static int putVarint(byte[] into, int start, long value) {
        int at = start;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            into[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        into[at++] = (byte) rest;
        return at;
    }

    private static int varintBytes(int value) {
        int bytes = 1;
        for (int rest = value >>> 7; rest != 0; rest >>>= 7) {
            bytes++;
        }
        return bytes;
    }

    /** Index behind the varint at {@code start}. */
    private static int skip(byte[] record, int start) {
        int at = start;
        while (record[at] < 0) {
            at++;
        }
        return at + 1;
    }

    private static long varint(byte[] record, int start) {
        long value = record[start];
        if (value >= 0) {
            return value;
        }
        value &= 0x7f;
        int at = start;
        for (int shift = 7; ; shift += 7) {
            long octet = record[++at];
            value |= (octet & 0x7f) << shift;
            if (octet >= 0) {
                return value;
            }
        }
    }

    private static long signed(byte[] record, int at) {
        long value = varint(record, at);
        return (value >>> 1) ^ -(value & 1);
    }

    private static long zxid(byte[] record, int at) {
        return (varint(record, at) << 32) | varint(record, skip(record, at));
    }
}
