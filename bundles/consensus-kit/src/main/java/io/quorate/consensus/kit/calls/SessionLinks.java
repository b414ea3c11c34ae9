package io.quorate.consensus.kit.calls;

import io.quorate.peer.LinkId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The links through which the sessions that moved among an observer master and its observers were
 * established last. To the leader all of them are sessions of the master, so only the master can
 * refuse what a connection that was left behind still sends.
 *
 * <p>Source: spec quorum-protocol sections 14.3, 18.
 */
final class SessionLinks {

    /** Sessions that are remembered; the one established longest ago is forgotten first. */
    static final int SESSIONS_MAX = 100_000;

    /** Null stands for this server. */
    private final Map<Long, LinkId> established =
            new LinkedHashMap<Long, LinkId>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, LinkId> eldest) {
                    return size() > SESSIONS_MAX;
                }
            };

    /**
     * The leader has confirmed a session to an observer, or to this server if {@code by} is null.
     */
    void established(long sessionId, LinkId by) {
        established.remove(sessionId); // the newest stands last
        established.put(sessionId, by);
    }

    /** Whether a session was established elsewhere since it was on this link. */
    boolean hasLeft(long sessionId, LinkId link) {
        return established.containsKey(sessionId) && !link.equals(established.get(sessionId));
    }
}
