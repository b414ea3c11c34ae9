package io.quorate.consensus.kit.state;

import io.quorate.consensus.LogEntry;

/**
 * The newest proposals of this leader's epoch, for learners in step and nearly in step. Their zxids
 * follow each other, so a place in the ring is found by counting. Undecided ones stay; decided ones
 * go when there are too many or they take too much.
 */
public final class Recent {

    private static final int ENTRIES_MAX = 1_024;
    private static final long BYTES_MAX = 8L << 20;

    private LogEntry[] ring = new LogEntry[256];
    private long first;
    private int count;
    private long bytes;

    /** Forgets everything; the next entry will be {@code firstZxid}. */
    public void start(long firstZxid) {
        first = firstZxid;
    }

    /**
     * Adds the next entry.
     *
     * @param decided everything up to here may go
     */
    public void add(LogEntry entry, long decided) {
        while (count > 0 && first <= decided && (count >= ENTRIES_MAX || bytes > BYTES_MAX)) {
            bytes -= ring[at(first)].txn().length;
            ring[at(first)] = null;
            first++;
            count--;
        }
        if (count == ring.length) {
            grow();
        }
        ring[at(entry.zxid())] = entry;
        count++;
        bytes += entry.txn().length;
    }

    /** The entry with this zxid, or null if it is not here. */
    public LogEntry find(long zxid) {
        return zxid >= first && zxid - first < count ? ring[at(zxid)] : null;
    }

    private int at(long zxid) {
        return (int) zxid & (ring.length - 1);
    }

    private void grow() {
        LogEntry[] old = ring;
        ring = new LogEntry[old.length * 2];
        for (LogEntry entry : old) {
            ring[at(entry.zxid())] = entry;
        }
    }
}
