package io.quorate.simulation.model;

/**
 * Something that can happen in a state of the world.
 *
 * @param what the connection, dial or server it happens to
 * @param which end of the connection (0 the dialler's), writes that survive a crash, or the leader
 *     named
 */
record Move(Kind kind, int what, int which) {

    /** Kinds of moves. */
    enum Kind {
        /** What travels first to one end of a connection arrives. */
        ARRIVE,
        /** A dial comes to nothing, since nobody listens there. */
        REFUSE,
        /** A disk completes a batch of writes. */
        PERSIST,
        /** A storage answers a read. */
        READ,
        /** Time passes on all clocks. */
        TIME,
        /** A server that is down starts. */
        START,
        /** A client asks a server for a write. */
        WRITE,
        /** A client asks a server for a sync. */
        SYNC,
        /** An oracle in the place of the election names a leader. */
        ELECT,
        /** A server loses its power. */
        CRASH,
        /** A connection breaks, and what travels on it is lost. */
        CUT,
        /** A server's timers fire although something is still under way. */
        EARLY
    }

    private static final Kind[] KINDS = Kind.values();

    int code() {
        return kind.ordinal() << 16 | what << 8 | which;
    }

    static Move of(int code) {
        return new Move(KINDS[code >> 16], code >> 8 & 0xff, code & 0xff);
    }
}
