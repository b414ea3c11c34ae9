package io.quorate.replica.log;

import io.quorate.consensus.LogEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest log entries in memory, for learners: everything that is not durable yet, and behind it
 * as many as asked for, bounded in bytes. Loop thread only. Source: consensus SPI section 1.4.
 */
public final class RecentLog {

    private static final long BYTES_MAX = 32 << 20;

    private final int countMin;
    private LogEntry[] ring = new LogEntry[1024];
    private int head;
    private int count;
    private long bytes;
    private long last;

    /** What is at or below is not here, but on the disk. */
    private long forgotten;

    /**
     * {@code countMin} entries stay as long as their bytes allow; {@code last} is the last entry of
     * the log or 0.
     */
    public RecentLog(int countMin, long last) {
        this.countMin = countMin;
        this.last = last;
        this.forgotten = last;
    }

    /** An entry was appended; those at or below {@code durable} may be forgotten. */
    public void append(LogEntry entry, long durable) {
        if (count == ring.length) {
            grow();
        }
        ring[(head + count) & (ring.length - 1)] = entry;
        count++;
        bytes += entry.txn().length;
        last = entry.zxid();
        while (count > 1
                && (count > countMin || bytes > BYTES_MAX)
                && ring[head].zxid() <= durable) {
            bytes -= ring[head].txn().length;
            forgotten = ring[head].zxid();
            ring[head] = null;
            head = (head + 1) & (ring.length - 1);
            count--;
        }
    }

    private void grow() {
        LogEntry[] larger = new LogEntry[ring.length * 2];
        for (int at = 0; at < count; at++) {
            larger[at] = get(at);
        }
        ring = larger;
        head = 0;
    }

    /** Entries above {@code after} are gone; the log ends there or below. */
    public void cut(long after) {
        while (count > 0 && get(count - 1).zxid() > after) {
            int slot = (head + count - 1) & (ring.length - 1);
            bytes -= ring[slot].txn().length;
            ring[slot] = null;
            count--;
        }
        last = Math.min(last, after);
        forgotten = Math.min(forgotten, after);
    }

    /** Everything is gone; the log goes on behind {@code zxid}. */
    public void restart(long zxid) {
        cut(Long.MIN_VALUE);
        last = zxid;
        forgotten = zxid;
    }

    /** Whether everything of the log above {@code position} is here. */
    boolean reaches(long position) {
        return position >= forgotten;
    }

    /** The last entry of the log, kept here or not. */
    public long last() {
        return last;
    }

    /** Zxid of the oldest entry here; {@link Long#MAX_VALUE} if there is none. */
    public long oldest() {
        return count == 0 ? Long.MAX_VALUE : ring[head].zxid();
    }

    /**
     * Entries from the last one at or below {@code from} on; it must be here. At least one, else at
     * most {@code bytesMax} bytes.
     */
    List<LogEntry> from(long from, int bytesMax) {
        return slice(Math.max(0, above(from) - 1), bytesMax);
    }

    /** Entries above {@code position}. */
    public List<LogEntry> after(long position, int bytesMax) {
        return slice(above(position), bytesMax);
    }

    private List<LogEntry> slice(int begin, int bytesMax) {
        List<LogEntry> entries = new ArrayList<>();
        long size = 0;
        for (int at = begin;
                at < count && (entries.isEmpty() || size + get(at).txn().length <= bytesMax);
                at++) {
            entries.add(get(at));
            size += get(at).txn().length;
        }
        return entries;
    }

    /** Index of the first entry above a zxid. */
    private int above(long zxid) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle).zxid() > zxid) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private LogEntry get(int index) {
        return ring[(head + index) & (ring.length - 1)];
    }
}
