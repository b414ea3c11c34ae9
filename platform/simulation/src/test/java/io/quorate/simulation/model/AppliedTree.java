package io.quorate.simulation.model;

import io.quorate.consensus.LogEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A replicated tree as far as a search needs it: the transactions applied, in order. */
final class AppliedTree {

    private final ArrayList<LogEntry> txns = new ArrayList<>();
    private long zxid;

    AppliedTree copy() {
        AppliedTree copy = new AppliedTree();
        copy.txns.addAll(txns);
        copy.zxid = zxid;
        return copy;
    }

    void apply(LogEntry entry) {
        txns.add(entry);
        zxid = entry.zxid();
    }

    /** Raises the visible zxid to the start of an epoch. */
    void enterEpoch(long start) {
        zxid = Math.max(zxid, start);
    }

    long zxid() {
        return zxid;
    }

    long count() {
        return txns.size();
    }

    List<LogEntry> txns() {
        return txns;
    }

    /** Equal for trees with the same transactions. */
    long digest() {
        long digest = 0;
        for (LogEntry entry : txns) {
            digest = (digest ^ entry.zxid()) * 0x9e3779b97f4a7c15L + Txns.number(entry.txn());
        }
        return digest;
    }

    byte[] snapshot() {
        ByteBuffer out = ByteBuffer.allocate(12 + txns.size() * (8 + Txns.BYTES));
        out.putLong(zxid).putInt(txns.size());
        txns.forEach(entry -> out.putLong(entry.zxid()).put(entry.txn()));
        return out.array();
    }

    static AppliedTree read(byte[] snapshot) {
        ByteBuffer in = ByteBuffer.wrap(snapshot);
        AppliedTree tree = new AppliedTree();
        long last = in.getLong();
        for (int left = in.getInt(); left > 0; left--) {
            long at = in.getLong();
            byte[] txn = new byte[Txns.BYTES];
            in.get(txn);
            tree.apply(new LogEntry(at, txn));
        }
        tree.zxid = last;
        return tree;
    }
}
