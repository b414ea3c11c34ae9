package io.quorate.simulation.model;

/**
 * Something that can happen in a state of the world, as one number: its kind; the connection, dial
 * or server it happens to; and which end of the connection (0 the dialler's), writes that have
 * survived a crash, or the leader named.
 */
final class Move {

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
        /** The same, while a message travels on it. */
        LOSE,
        /** A server's timers fire although something is still under way. */
        EARLY
    }

    /** A server starts although something is under way. */
    static final int EARLY_START = 0x80;

    private static final Kind[] KINDS = Kind.values();

    private Move() {}

    static int code(Kind kind, int what, int which) {
        return kind.ordinal() << 16 | what << 8 | which;
    }

    static Kind kind(int code) {
        return KINDS[code >> 16];
    }

    static int what(int code) {
        return code >> 8 & 0xff;
    }

    static int which(int code) {
        return code & 0xff;
    }

    /** Something was under way before, and time stood still. */
    static boolean isUnderWay(int code) {
        return kind(code).compareTo(Kind.TIME) < 0;
    }
}
