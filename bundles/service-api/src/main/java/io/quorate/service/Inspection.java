package io.quorate.service;

import io.quorate.model.Znode;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Lists for people: sessions, ephemerals, watches. Loop thread only; the answers are copies. */
public interface Inspection {

    /** Expiry time (monotonic ms) to the sessions that expire then. */
    SortedMap<Long, List<Long>> sessionsByExpiry();

    /**
     * The same for sessions that only this server knows; null where there are no such sessions by
     * its settings.
     */
    SortedMap<Long, List<Long>> localSessionsByExpiry();

    /** Every replicated session to its time-out in ms. */
    SortedMap<Long, Integer> globalSessions();

    /** Session to its ephemeral nodes; only sessions that have any. */
    Map<Long, List<Znode>> ephemeralsBySession();

    /** Connections that watch, paths watched and watches in all, data table only ({@code wchs}). */
    WatchSummary watchSummary();

    /** Path to watching sessions, data table only ({@code wchp}). */
    Map<Znode, List<Long>> watchesByPath();

    /** Session to watched paths, data table only ({@code wchc}). */
    Map<Long, List<Znode>> watchesBySession();

    /** Resets counters and summaries of the replica ({@code srst}). */
    void resetStatistics();

    /**
     * Measures directory sizes on a background thread and calls back on the loop with bytes of data
     * and log.
     */
    void measureDisk(DiskSizes callback);

    /** Receives sizes in bytes. */
    @FunctionalInterface
    interface DiskSizes {
        void measured(long dataBytes, long logBytes);
    }

    /** Numbers of {@code wchs}. */
    record WatchSummary(int connections, int paths, int watches) {}
}
