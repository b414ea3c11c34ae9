package io.quorate.storage.kit.node;

import io.quorate.model.Znode;
import io.quorate.storage.NodeRecord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * Node digests in two steps: a running CRC over path and data, then the 60 bytes of stat. A
 * directory keeps the first, so that new counters cost 60 bytes however long its data. One thread.
 * Source: spec semantics section 16.
 */
public final class NodeCrc {

    private static final int STAT_BYTES = 60;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** Effect of 60 more bytes on each byte of a CRC: CRC(a ++ b) = shifted(CRC(a)) xor CRC(b). */
    private static final int[][] SHIFT = shiftTables();

    private final CRC32 crc = new CRC32();
    private final byte[] stat = new byte[STAT_BYTES];

    /** CRC of path and data. */
    public int running(Znode path, NodeRecord node) {
        byte[] utf8 = path.utf8();
        return running(utf8, 0, path.isRoot() ? 0 : utf8.length, node);
    }

    /** CRC of path and data; the path is a slice, empty for the root. */
    public int running(byte[] path, int from, int to, NodeRecord node) {
        crc.reset();
        crc.update(path, from, to - from);
        if (node.dataLength > 0) {
            crc.update(node.data, node.dataOffset, node.dataLength);
        }
        return (int) crc.getValue();
    }

    /** Digest of a node whose path and data have the CRC {@code running}. */
    public int complete(int running, NodeRecord node) {
        return complete(running, node, node.cversion, node.pzxid);
    }

    /** Digest of a node with other counters. */
    public int complete(int running, NodeRecord node, int cversion, long pzxid) {
        byte[] into = stat;
        LONG.set(into, 0, node.czxid);
        LONG.set(into, 8, node.mzxid);
        LONG.set(into, 16, pzxid);
        LONG.set(into, 24, node.ctimeMillis);
        LONG.set(into, 32, node.mtimeMillis);
        INT.set(into, 40, node.version);
        INT.set(into, 44, cversion);
        INT.set(into, 48, node.aversion);
        LONG.set(into, 52, node.ephemeralOwner);
        crc.reset();
        crc.update(into, 0, STAT_BYTES);
        return shifted(running) ^ (int) crc.getValue();
    }

    private static int shifted(int crc) {
        return SHIFT[0][crc & 0xff]
                ^ SHIFT[1][(crc >>> 8) & 0xff]
                ^ SHIFT[2][(crc >>> 16) & 0xff]
                ^ SHIFT[3][crc >>> 24];
    }

    private static int[][] shiftTables() {
        int[][] tables = new int[4][256];
        for (int place = 0; place < 4; place++) {
            for (int octet = 0; octet < 256; octet++) {
                int register = octet << (8 * place);
                for (int bit = 0; bit < 8 * STAT_BYTES; bit++) {
                    register = (register >>> 1) ^ (0xedb88320 & -(register & 1));
                }
                tables[place][octet] = register;
            }
        }
        return tables;
    }
}
