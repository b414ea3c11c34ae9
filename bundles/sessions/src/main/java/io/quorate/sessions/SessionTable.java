package io.quorate.sessions;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that this server tracks (all global ones while it leads or stands alone). Holds only
 * what is volatile: the replicated table of sessions is part of the tree. Loop thread only; times
 * are monotonic ms.
 */
public final class SessionTable {

    private final Map<Long, Session> sessions = new HashMap<>();
    private final ExpiryBuckets buckets;

    /**
     * @param tickMillis width of an expiry bucket ({@code tickTime})
     * @param nowMillis present time
     */
    public SessionTable(int tickMillis, long nowMillis) {
        this.buckets = new ExpiryBuckets(tickMillis, nowMillis);
    }

    /** Begins or goes on tracking a session with its full timeout. */
    public Session track(long sessionId, int timeoutMillis, long nowMillis) {
        Session session = sessions.computeIfAbsent(sessionId, id -> new Session(id, timeoutMillis));
        touch(session, timeoutMillis, nowMillis);
        return session;
    }

    /** The session, or null if it is not tracked. */
    public @Nullable Session find(long sessionId) {
        return sessions.get(sessionId);
    }

    /** Renews the session; false if it is closing. */
    public boolean touch(Session session, int timeoutMillis, long nowMillis) {
        if (session.isClosing()) {
            return false;
        }
        session.timeoutMillis(timeoutMillis);
        buckets.touch(session, timeoutMillis, nowMillis);
        return true;
    }

    /** From here on the session counts as closing. */
    public void close(Session session) {
        session.closing();
        buckets.remove(session);
    }

    /** Forgets a session. */
    public void remove(long sessionId) {
        Session session = sessions.remove(sessionId);
        if (session != null) {
            session.closing();
            buckets.remove(session);
        }
    }

    /**
     * Sessions whose time has passed; they are closing from now on and stay in the table until
     * removed.
     */
    public List<Session> expire(long nowMillis) {
        List<Session> expired = buckets.expire(nowMillis);
        for (Session session : expired) {
            session.closing();
        }
        return expired;
    }

    public int size() {
        return sessions.size();
    }

    /** Expiry time to session ids, a copy. */
    public SortedMap<Long, List<Long>> byExpiry() {
        return buckets.ids();
    }
}
