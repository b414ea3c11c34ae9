package io.quorate.simulation.model;

/**
 * What can happen to one server, as one number: what, the place of a link or dial in its table, and
 * something that belongs to it.
 */
final class LocalEvent {

    /** What can happen. */
    enum Kind {
        UP,
        RECEIVED,
        DOWN,
        DIAL_FAILED,
        PERSISTED,
        READ,
        WRITE,
        SYNC,
        ELECTED,
        CRASH,
        START,
        TIME
    }

    /** In the place of a link: time passes since nothing is under way. */
    static final int NOTHING_UNDER_WAY = 1;

    private static final int KIND_SHIFT = 56;
    private static final int PLACE_SHIFT = 48;
    private static final int PORT_SHIFT = 44;
    private static final int REMOTE_SHIFT = 40;
    private static final int ATTEMPT_SHIFT = 32;

    private LocalEvent() {}

    static long of(Kind kind, int place, int value) {
        return (long) kind.ordinal() << KIND_SHIFT
                | (long) place << PLACE_SHIFT
                | value & 0xffffffffL;
    }

    /**
     * A link is up.
     *
     * @param attempt place of the dial; -1 at the side that was dialled
     * @param preamble number of the message that came first; -1 if none did
     */
    static long up(int place, int port, int remote, int attempt, int preamble) {
        return of(Kind.UP, place, preamble)
                | (long) port << PORT_SHIFT
                | (long) remote << REMOTE_SHIFT
                | (long) (attempt + 1) << ATTEMPT_SHIFT;
    }

    static Kind kind(long event) {
        return KINDS[(int) (event >>> KIND_SHIFT)];
    }

    static int place(long event) {
        return (int) (event >>> PLACE_SHIFT) & 0xff;
    }

    static int port(long event) {
        return (int) (event >>> PORT_SHIFT) & 0xf;
    }

    static int remote(long event) {
        return (int) (event >>> REMOTE_SHIFT) & 0xf;
    }

    static int attempt(long event) {
        return ((int) (event >>> ATTEMPT_SHIFT) & 0xff) - 1;
    }

    static int value(long event) {
        return (int) event;
    }

    private static final Kind[] KINDS = Kind.values();
}
