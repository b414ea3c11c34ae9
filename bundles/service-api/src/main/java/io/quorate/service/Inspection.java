package io.quorate.service;

import io.quorate.model.Znode;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Lists for people: sessions, ephemerals, watches. Loop thread only. What may be very long is a
 * {@link Walk}, taken a little at a time; the other answers are copies.
 */
public interface Inspection {

    /** Expiry time (monotonic ms) to the sessions that expire then. */
    SortedMap<Long, List<Long>> sessionsByExpiry();

    /**
     * The same for sessions that only this server knows; null where there are no such sessions by
     * its settings.
     */
    @Nullable SortedMap<Long, List<Long>> localSessionsByExpiry();

    /** Every replicated session to its time-out in ms. */
    SortedMap<Long, Integer> globalSessions();

    /** Sessions that own ephemeral nodes. */
    int sessionsWithEphemerals();

    /** Those sessions, by number, with their ephemeral nodes; all as they are now. */
    Walk<SessionPaths> ephemeralsBySession();

    /** Connections that watch, paths watched and watches in all, data table only ({@code wchs}). */
    WatchSummary watchSummary();

    /** Paths with the sessions that watch them, data table only ({@code wchp}). */
    Walk<PathSessions> watchesByPath();

    /** Sessions with the paths they watch, data table only ({@code wchc}). */
    Walk<SessionPaths> watchesBySession();

    /**
     * The plugins the server runs with: consensus, election where there is one, storage, then the
     * schemes of authentication that serve right now.
     */
    List<PluginInUse> plugins();

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

    /**
     * Something long, looked through over many turns of the loop. Watches that come and go
     * meanwhile may be seen or not. To be closed.
     */
    interface Walk<T> extends Iterator<T>, AutoCloseable {
        @Override
        void close();
    }

    /** A session and some paths, to be taken before the walk goes on. */
    record SessionPaths(long session, Iterator<Znode> paths) {}

    /** A path and some sessions. */
    record PathSessions(Znode path, List<Long> sessions) {}

    /** Numbers of {@code wchs}. */
    record WatchSummary(int connections, int paths, int watches) {}
}
