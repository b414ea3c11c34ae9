package io.quorate.gate.client;

/** How far a connection has come; in order. */
enum Phase {
    /** Nothing taken yet. */
    GREETING,
    /** The replica decides on the connect request. */
    JOINING,
    OPEN,
    /** closeSession is on its way; what follows it is dropped if it succeeds. */
    PARTING,
    /** A command is being answered. */
    TEXT,
    /** Only output that was there before still leaves. */
    CLOSING,
    CLOSED;

    /** Whether the replica may still have something to say. */
    boolean isServed() {
        return ordinal() < TEXT.ordinal();
    }
}
