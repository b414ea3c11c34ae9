package io.quorate.consensus.zab;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The tree of a simulated server as a snapshot body: one node per transaction applied. */
public final class SnapshotModel {

    private static final int TAIL = 68;

    private SnapshotModel() {}

    public static byte[] write(List<SimDiskModel.Applied> tree) {
        int size = 13;
        for (SimDiskModel.Applied applied : tree) {
            size += 8 + 17 + applied.txn().length + TAIL;
        }
        ByteBuffer out = ByteBuffer.allocate(size).putInt(0).putInt(0);
        for (SimDiskModel.Applied applied : tree) {
            byte[] path =
                    String.format("/%016x", applied.zxid()).getBytes(StandardCharsets.US_ASCII);
            out.putInt(path.length)
                    .put(path)
                    .putInt(applied.txn().length)
                    .put(applied.txn())
                    .put(new byte[TAIL]);
        }
        out.putInt(1).put((byte) '/');
        return out.array();
    }

    static List<SimDiskModel.Applied> read(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        in.getLong();
        List<SimDiskModel.Applied> tree = new ArrayList<>();
        while (true) {
            byte[] path = new byte[in.getInt()];
            in.get(path);
            if (path.length == 1) {
                return tree;
            }
            byte[] txn = new byte[in.getInt()];
            in.get(txn);
            in.position(in.position() + TAIL);
            tree.add(
                    new SimDiskModel.Applied(
                            Long.parseUnsignedLong(
                                    new String(path, 1, 16, StandardCharsets.US_ASCII), 16),
                            txn));
        }
    }
}
