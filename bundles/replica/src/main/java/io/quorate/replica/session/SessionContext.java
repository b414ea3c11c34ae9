package io.quorate.replica.session;

import io.quorate.replica.settings.ReplicaSettings;
import io.quorate.runtime.Counter;
import io.quorate.sessions.SessionClock;
import io.quorate.sessions.SessionIds;

/**
 * What global and local sessions have in common.
 *
 * @param settings of the server
 * @param ids where numbers of new sessions come from
 * @param clock which pauses with the loop
 * @param expired counts sessions that have expired, of either kind
 */
record SessionContext(
        ReplicaSettings settings, SessionIds ids, SessionClock clock, Counter expired) {

    /** At this time, on the clock of the sessions. */
    long nowMillis() {
        return clock.nowMillis();
    }
}
