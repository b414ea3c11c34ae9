package io.quorate.model;

/** How far a server has come in its {@link Role}. Clients are served in {@link #SERVING} only. */
public enum Phase {
    /** Nothing to do in this role yet; the phase of every LOOKING server. */
    IDLE,
    /** History is being agreed on. */
    SYNCING,
    /** History is agreed on; requests flow. */
    SERVING
}
