package io.quorate.model;

/** What a server currently is to its ensemble. A standalone server is always {@link #LEADING}. */
public enum Role {
    /** No leader known, an election may be running. */
    LOOKING,
    /** Numbers and proposes transactions. */
    LEADING,
    /** Follows a leader and votes. */
    FOLLOWING,
    /** Follows a leader without a vote. */
    OBSERVING
}
