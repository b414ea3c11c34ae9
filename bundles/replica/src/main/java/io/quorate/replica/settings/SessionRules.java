package io.quorate.replica.settings;

/**
 * Which sessions a server gives, and when. Source: spec semantics sections 11 and 12,
 * quorum-protocol sections 2.5 and 19.
 *
 * @param readOnlyMode {@code readonlymode.enabled}: without a leader, clients that ask for it are
 *     served from what is applied here
 * @param localSessions {@code localSessionsEnabled}: a new session is known to this server alone
 * @param upgrading {@code localSessionsUpgradingEnabled}: a local session becomes a global one
 *     before it creates an ephemeral node
 * @param leaderServes {@code leaderServes}: a leader has clients of its own
 */
public record SessionRules(
        boolean readOnlyMode, boolean localSessions, boolean upgrading, boolean leaderServes) {

    /** What a server without any setting does. */
    public static final SessionRules DEFAULT = new SessionRules(false, false, false, true);
}
