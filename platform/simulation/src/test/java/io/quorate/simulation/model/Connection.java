package io.quorate.simulation.model;

import java.util.Arrays;

/**
 * A connection of two servers: which ends still hear of it, and what travels to each. What travels
 * is a message's number, or one of the constants here.
 */
final class Connection implements Comparable<Connection> {

    /** The other end has closed. */
    static final int END = -1;

    /** The connection broke. */
    static final int RESET = -2;

    /** The link is up, and nothing came first. */
    static final int UP = -3;

    /** The dial at place {@code DIALLED - item} has come to this link. */
    static final int DIALLED = -16;

    /** Added to the number of a message that comes first. */
    static final int PREAMBLE = 1 << 30;

    private static final int[] NONE = {};

    /** One end. */
    static final class End {
        private final int server;
        private final int place;
        private boolean over;
        private int[] items = NONE;

        End(int server, int place) {
            this.server = server;
            this.place = place;
        }

        /** Items are never changed in place, so both may have the same. */
        private End copy() {
            End copy = new End(server, place);
            copy.over = over;
            copy.items = items;
            return copy;
        }

        int server() {
            return server;
        }

        int place() {
            return place;
        }

        /** Its server hears nothing of it any more. */
        boolean isOver() {
            return over;
        }

        void end() {
            over = true;
            items = NONE;
        }

        int[] items() {
            return items;
        }

        void add(int item) {
            if (!over) {
                int[] longer = Arrays.copyOf(items, items.length + 1);
                longer[items.length] = item;
                items = longer;
            }
        }

        int poll() {
            int first = items[0];
            items = Arrays.copyOfRange(items, 1, items.length);
            return first;
        }

        boolean hasItems() {
            return items.length > 0;
        }

        /** What travels here is lost; but that the link is up is no message. */
        void breaks(boolean dialled) {
            if (over) {
                return;
            }
            int first = hasItems() ? items[0] : RESET;
            boolean notYetUp = first <= UP || first >= PREAMBLE;
            if (first >= PREAMBLE && !dialled) {
                end();
            } else {
                items = notYetUp ? new int[] {first, RESET} : new int[] {RESET};
            }
        }

        private int encoded() {
            return server << 9 | place << 1 | (over ? 1 : 0);
        }

        private static End decoded(int code, int[] items) {
            End end = new End(code >> 9, code >> 1 & 0xff);
            end.over = (code & 1) != 0;
            end.items = items;
            return end;
        }
    }

    private final int port;
    private final End dialler;
    private final End acceptor;

    Connection(int port, End dialler, End acceptor) {
        this.port = port;
        this.dialler = dialler;
        this.acceptor = acceptor;
    }

    Connection copy() {
        return new Connection(port, dialler.copy(), acceptor.copy());
    }

    int port() {
        return port;
    }

    End end(boolean ofDialler) {
        return ofDialler ? dialler : acceptor;
    }

    boolean isOver() {
        return dialler.over && acceptor.over;
    }

    /** Both ends still hear of it, and none of them will hear of an end. */
    boolean isWhole() {
        return !dialler.over && !acceptor.over && !ends(dialler) && !ends(acceptor);
    }

    private static boolean ends(End end) {
        int last = end.hasItems() ? end.items[end.items.length - 1] : 0;
        return last == END || last == RESET;
    }

    private long key() {
        return (long) dialler.encoded() << 36 | (long) acceptor.encoded() << 12 | port;
    }

    @Override
    public int compareTo(Connection other) {
        return Long.compare(key(), other.key());
    }

    int length() {
        return 3 + dialler.items.length + acceptor.items.length;
    }

    /** Writes it; where the next one begins. */
    int encode(int[] to, int at) {
        to[at] = port << 24 | dialler.items.length << 12 | acceptor.items.length;
        to[at + 1] = dialler.encoded();
        to[at + 2] = acceptor.encoded();
        System.arraycopy(dialler.items, 0, to, at + 3, dialler.items.length);
        System.arraycopy(
                acceptor.items, 0, to, at + 3 + dialler.items.length, acceptor.items.length);
        return at + length();
    }

    static Connection decode(int[] from, int at) {
        int dialled = from[at] >> 12 & 0xfff;
        int accepted = from[at] & 0xfff;
        int items = at + 3;
        return new Connection(
                from[at] >> 24,
                End.decoded(from[at + 1], Arrays.copyOfRange(from, items, items + dialled)),
                End.decoded(
                        from[at + 2],
                        Arrays.copyOfRange(from, items + dialled, items + dialled + accepted)));
    }
}
