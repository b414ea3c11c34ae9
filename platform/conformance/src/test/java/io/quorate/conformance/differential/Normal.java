package io.quorate.conformance.differential;

import java.util.HashMap;
import java.util.Map;

/**
 * Replaces what may differ between two servers (session ids, absolute zxids, times) by names that
 * may not.
 */
final class Normal {
    private final long baseZxid;
    private final Map<Long, String> sessions = new HashMap<>();
    private final Map<Long, Long> timeOfZxid;

    /**
     * Starts at the given zxid; values are printed relative to it.
     *
     * @param timeOfZxid times seen so far on this server by zxid; shared by all sequences
     */
    Normal(long baseZxid, Map<Long, Long> timeOfZxid) {
        this.baseZxid = baseZxid;
        this.timeOfZxid = timeOfZxid;
    }

    void session(long id, String name) {
        sessions.put(id, name);
    }

    String zxid(long zxid) {
        if (zxid == 0 || zxid == -1 || zxid == Long.MAX_VALUE) {
            return Long.toString(zxid);
        }
        return String.format("z%+d", zxid - baseZxid);
    }

    /** Empty when the time is plausible: a transaction has one time, a zxid of zero none. */
    String time(long zxid, long time) {
        if (zxid == 0) {
            return time == 0 ? "" : " time " + time;
        }
        Long known = timeOfZxid.putIfAbsent(zxid, time);
        return known == null || known == time
                ? ""
                : " time differs from that of its transaction by " + (time - known);
    }

    String owner(long owner) {
        return owner == 0 ? "0" : sessions.getOrDefault(owner, "unknown");
    }
}
