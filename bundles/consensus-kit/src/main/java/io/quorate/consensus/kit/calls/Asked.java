package io.quorate.consensus.kit.calls;

import io.quorate.consensus.kit.feed.LearnerFeed;

/**
 * A question under way to the leader.
 *
 * @param from the observer that has asked; null if a session of this server has
 * @param callId its number there, if the protocol has any, or here
 * @param sessionId the session it asks about; 0 if about none
 * @param timeoutMillis the time-out of that session
 */
public record Asked(LearnerFeed from, long callId, long sessionId, int timeoutMillis) {

    /** A sync. */
    public static Asked sync(LearnerFeed from, long callId) {
        return new Asked(from, callId, 0, 0);
    }
}
