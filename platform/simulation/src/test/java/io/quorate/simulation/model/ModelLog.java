package io.quorate.simulation.model;

import io.quorate.consensus.ConsensusEvent;
import io.quorate.consensus.ConsensusEvent.LogStatus;
import io.quorate.consensus.LogEntry;
import java.util.ArrayList;
import java.util.List;

/** The log as the running server sees it, durable or not. Reads come in one piece. */
final class ModelLog {

    private final ArrayList<LogEntry> entries = new ArrayList<>();
    private long treeZxid;

    ModelLog(List<LogEntry> durable, long treeZxid) {
        entries.addAll(durable);
        this.treeZxid = treeZxid;
    }

    void append(LogEntry entry) {
        entries.add(entry);
    }

    void cut(long after) {
        entries.removeIf(entry -> entry.zxid() > after);
    }

    void replace(List<LogEntry> with, long newTreeZxid) {
        entries.clear();
        entries.addAll(with);
        treeZxid = newTreeZxid;
    }

    long lastZxid() {
        return entries.isEmpty() ? treeZxid : Math.max(treeZxid, entries.getLast().zxid());
    }

    List<LogEntry> above(long zxid) {
        return entries.stream().filter(entry -> entry.zxid() > zxid).toList();
    }

    List<LogEntry> between(long after, long upTo) {
        return entries.stream()
                .filter(entry -> entry.zxid() > after && entry.zxid() <= upTo)
                .toList();
    }

    /**
     * Everything from the last entry at or below a place on; from the first above it if nothing in
     * between is missing.
     */
    ConsensusEvent.LogRead read(long read, long from) {
        int first = 0;
        while (first + 1 < entries.size() && entries.get(first + 1).zxid() <= from) {
            first++;
        }
        boolean covers =
                !entries.isEmpty()
                        && (entries.get(first).zxid() <= from
                                || entries.get(first).zxid() == from + 1);
        if (from < treeZxid && !covers) {
            return new ConsensusEvent.LogRead(read, List.of(), LogStatus.GONE);
        }
        return new ConsensusEvent.LogRead(
                read, entries.subList(first, entries.size()), LogStatus.HEAD);
    }
}
