package io.quorate.storage;

import io.quorate.model.PathRules;
import io.quorate.model.Znode;
import java.util.zip.CRC32;

/**
 * The digest of one node: CRC-32 of path, data and 60 bytes of stat. Source: spec semantics section
 * 16.
 *
 * <p>The tree digest is the sum, modulo 2^64, of the digests of all nodes that are not below {@code
 * /zookeeper/}.
 */
public final class NodeDigest {

    private static final int STAT_BYTES = 60;

    private NodeDigest() {}

    /**
     * Digest of {@code node} at {@code path} as the unsigned value that enters the sum; 0 below
     * {@code /zookeeper/}.
     */
    public static long contribution(Znode path, NodeRecord node) {
        return PathRules.isBelowZookeeper(path) ? 0 : Integer.toUnsignedLong(of(path, node));
    }

    /** CRC-32 of the node, whatever its path. */
    public static int of(Znode path, NodeRecord node) {
        CRC32 crc = new CRC32();
        if (!path.isRoot()) {
            crc.update(path.utf8());
        }
        if (node.dataLength > 0) {
            crc.update(node.data, node.dataOffset, node.dataLength);
        }
        crc.update(stat(node));
        return (int) crc.getValue();
    }

    /**
     * CRC-32 of the 60 bytes of stat alone. As a CRC is linear, the digest of a node changes by
     * {@code ofStat(before) ^ ofStat(after)} when nothing but its stat changes, however long its
     * data.
     */
    public static int ofStat(NodeRecord node) {
        CRC32 crc = new CRC32();
        crc.update(stat(node));
        return (int) crc.getValue();
    }

    private static byte[] stat(NodeRecord node) {
        byte[] stat = new byte[STAT_BYTES];
        int at = int64(stat, 0, node.czxid);
        at = int64(stat, at, node.mzxid);
        at = int64(stat, at, node.pzxid);
        at = int64(stat, at, node.ctimeMillis);
        at = int64(stat, at, node.mtimeMillis);
        at = int32(stat, at, node.version);
        at = int32(stat, at, node.cversion);
        at = int32(stat, at, node.aversion);
        int64(stat, at, node.ephemeralOwner);
        return stat;
    }

    private static int int64(byte[] into, int at, long value) {
        return int32(into, int32(into, at, (int) (value >>> 32)), (int) value);
    }

    private static int int32(byte[] into, int at, int value) {
        into[at] = (byte) (value >>> 24);
        into[at + 1] = (byte) (value >>> 16);
        into[at + 2] = (byte) (value >>> 8);
        into[at + 3] = (byte) value;
        return at + 4;
    }
}
