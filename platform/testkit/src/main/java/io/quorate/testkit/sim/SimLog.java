package io.quorate.testkit.sim;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusEvent.LogStatus;
import io.quorate.consensus.LogEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The log as the running server sees it, durable or not, and its readers. */
final class SimLog {

    private final ArrayList<LogEntry> entries;
    private final Map<Long, Long> cursors = new HashMap<>();
    private long treeZxid;

    /**
     * The log at a start.
     *
     * @param treeZxid the checkpoint it goes on behind
     */
    SimLog(List<LogEntry> entries, long treeZxid) {
        this.entries = new ArrayList<>(entries);
        this.treeZxid = treeZxid;
    }

    void append(LogEntry entry) {
        entries.add(entry);
    }

    void truncate(long after) {
        while (!entries.isEmpty() && entries.getLast().zxid() > after) {
            entries.removeLast();
        }
    }

    void replace(List<LogEntry> with, long newTreeZxid) {
        entries.clear();
        entries.addAll(with);
        treeZxid = newTreeZxid;
        cursors.clear();
    }

    /** A checkpoint was taken; older entries go, save for some. */
    void purge(long checkpointZxid, int entriesKept) {
        treeZxid = checkpointZxid;
        int behind = firstAbove(checkpointZxid);
        entries.subList(0, Math.max(0, behind - entriesKept)).clear();
    }

    long lastZxid() {
        return entries.isEmpty() ? treeZxid : Math.max(treeZxid, entries.getLast().zxid());
    }

    List<LogEntry> above(long zxid) {
        return new ArrayList<>(entries.subList(firstAbove(zxid), entries.size()));
    }

    /** The entry with this zxid; null if there is none. */
    LogEntry entry(long zxid) {
        int index = firstAbove(zxid) - 1;
        return index >= 0 && entries.get(index).zxid() == zxid ? entries.get(index) : null;
    }

    /** Entries in (after, upTo]. */
    List<LogEntry> between(long after, long upTo) {
        int from = firstAbove(after);
        return new ArrayList<>(entries.subList(from, Math.max(from, firstAbove(upTo))));
    }

    private int firstAbove(long zxid) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).zxid() <= zxid) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    void forget(long read) {
        cursors.remove(read);
    }

    /**
     * The next piece of a read: it starts with the last entry at or below {@code from}, or with the
     * first above if nothing in between is missing.
     */
    ConsensusEvent.LogRead read(long read, long from, int bytesMax) {
        Long cursor = cursors.get(read);
        int index = cursor != null ? firstAbove(cursor) : Math.max(0, firstAbove(from) - 1);
        if (index == 0 && isPurgedBehind(cursor != null ? cursor : from)) {
            return new ConsensusEvent.LogRead(read, List.of(), LogStatus.GONE);
        }
        List<LogEntry> found = new ArrayList<>();
        int bytes = 0;
        while (index < entries.size()
                && (found.isEmpty() || bytes + entries.get(index).txn().length <= bytesMax)) {
            bytes += entries.get(index).txn().length;
            found.add(entries.get(index++));
        }
        long last = found.isEmpty() ? cursor != null ? cursor : from : found.getLast().zxid();
        cursors.put(read, last);
        return new ConsensusEvent.LogRead(
                read, found, index < entries.size() ? LogStatus.MORE : LogStatus.HEAD);
    }

    /** Whether entries between this place and the first one left may be missing. */
    private boolean isPurgedBehind(long place) {
        boolean firstCovers =
                !entries.isEmpty()
                        && (entries.getFirst().zxid() <= place
                                || entries.getFirst().zxid() == place + 1);
        return place < treeZxid && !firstCovers;
    }
}
