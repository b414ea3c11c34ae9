package io.quorate.simulation.model;

import io.quorate.testkit.sim.invariant.Violation;
import java.util.Arrays;

/**
 * What is between the servers in one state of the world, in the numbers it is written as: the dials
 * that have come to nothing yet, then the connections. Each connection is its port and how much
 * travels to either end, the two ends, and what travels to the dialler and to the acceptor: numbers
 * of messages, or one of the constants here. An end is its server, the link's place in the table of
 * that server, and whether it still hears of it.
 *
 * <p>All changes are made in place. In a state that is done the dials and connections are in order.
 */
final class Wires {

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

    private static final int DIAL_NUMBERS = 2;
    private static final int CONNECTION_NUMBERS = 3;
    private static final int ITEMS_SHIFT = 12;
    private static final int ITEMS_MASK = (1 << ITEMS_SHIFT) - 1;
    private static final int PORT_SHIFT = 24;
    private static final int OVER = 1;

    /** Links of one kind a server may have at once; with more, two servers spin. */
    private static final int LINKS_OF_A_KIND = 3;

    private int[] numbers = new int[64];
    private int[] spare = new int[64];
    private final int dials;
    private int first;
    private int end;

    /**
     * Nothing.
     *
     * @param header of the state comes before it, and takes so many numbers
     */
    Wires(int header) {
        dials = header;
        first = header;
        end = header;
    }

    /** The numbers; those of the header are somebody else's. */
    int[] numbers() {
        return numbers;
    }

    /** How many numbers there are with the header. */
    int length() {
        return end;
    }

    void set(Wires from) {
        if (numbers.length < from.end) {
            numbers = new int[from.numbers.length];
        }
        System.arraycopy(from.numbers, 0, numbers, 0, from.end);
        first = from.first;
        end = from.end;
    }

    /** Makes room for a state that is about to be filled in; then its numbers. */
    int[] fill(int length, int dialCount) {
        if (numbers.length < length) {
            numbers = new int[2 * length];
        }
        first = dials + dialCount * DIAL_NUMBERS;
        end = length;
        return numbers;
    }

    int dialCount() {
        return (first - dials) / DIAL_NUMBERS;
    }

    int dialServer(int dial) {
        return numbers[dials + dial * DIAL_NUMBERS] & 3;
    }

    int dialPlace(int dial) {
        return numbers[dials + dial * DIAL_NUMBERS] >> 2 & 0xff;
    }

    int dialPort(int dial) {
        return numbers[dials + dial * DIAL_NUMBERS] >> 10 & 0xf;
    }

    int dialTarget(int dial) {
        return numbers[dials + dial * DIAL_NUMBERS] >> 14 & 3;
    }

    /** The message that comes first; -1 if none does. */
    int dialPreamble(int dial) {
        return numbers[dials + dial * DIAL_NUMBERS + 1];
    }

    /** What of a dial is known without its server. */
    static int dialCode(int place, int port, int target) {
        return place << 2 | port << 10 | target << 14;
    }

    void addDial(int server, int code, int preamble) {
        open(first, DIAL_NUMBERS);
        numbers[first] = server | code;
        numbers[first + 1] = preamble;
        first += DIAL_NUMBERS;
    }

    void removeDial(int dial) {
        close(dials + dial * DIAL_NUMBERS, DIAL_NUMBERS);
        first -= DIAL_NUMBERS;
    }

    /** Where the first connection is. */
    int first() {
        return first;
    }

    /** Where the connection behind this one is; {@link #length} behind the last. */
    int next(int at) {
        return at + CONNECTION_NUMBERS + count(at, true) + count(at, false);
    }

    int port(int at) {
        return numbers[at] >> PORT_SHIFT;
    }

    private int count(int at, boolean ofDialler) {
        return (ofDialler ? numbers[at] >> ITEMS_SHIFT : numbers[at]) & ITEMS_MASK;
    }

    private int code(int at, boolean ofDialler) {
        return numbers[ofDialler ? at + 1 : at + 2];
    }

    int server(int at, boolean ofDialler) {
        return code(at, ofDialler) >> 9;
    }

    int place(int at, boolean ofDialler) {
        return code(at, ofDialler) >> 1 & 0xff;
    }

    /** Its server hears nothing of it any more. */
    boolean isOver(int at, boolean ofDialler) {
        return (code(at, ofDialler) & OVER) != 0;
    }

    /** Whether something travels to an end. */
    boolean hasItems(int at, boolean ofDialler) {
        return count(at, ofDialler) > 0;
    }

    private int items(int at, boolean ofDialler) {
        return at + CONNECTION_NUMBERS + (ofDialler ? 0 : count(at, true));
    }

    /** What comes to an end next. */
    int firstItem(int at, boolean ofDialler) {
        return numbers[items(at, ofDialler)];
    }

    /** An end that will hear of no message after what travels to it now. */
    private boolean ends(int at, boolean ofDialler) {
        int count = count(at, ofDialler);
        int last = count == 0 ? 0 : numbers[items(at, ofDialler) + count - 1];
        return last == END || last == RESET;
    }

    /** Both ends still hear of it, and none of them will hear of an end. */
    boolean isWhole(int at) {
        return !isOver(at, true) && !isOver(at, false) && !ends(at, true) && !ends(at, false);
    }

    /**
     * The end of a link that its server still hears of, as {@code connection << 1 | dialled}; or
     * -1.
     */
    int find(int server, int place) {
        int code = server << 9 | place << 1;
        for (int at = first; at < end; at = next(at)) {
            if (numbers[at + 1] == code) {
                return at << 1 | 1;
            }
            if (numbers[at + 2] == code) {
                return at << 1;
            }
        }
        return -1;
    }

    /** A message travels on it. */
    boolean carries(int at) {
        for (int i = at + CONNECTION_NUMBERS; i < next(at); i++) {
            if (numbers[i] >= 0) {
                return true;
            }
        }
        return false;
    }

    int poll(int at, boolean atDialler) {
        int items = items(at, atDialler);
        int item = numbers[items];
        close(items, 1);
        numbers[at] -= atDialler ? 1 << ITEMS_SHIFT : 1;
        return item;
    }

    /** Something travels to an end, unless its server hears nothing any more. */
    void add(int at, boolean toDialler, int item) {
        if (!isOver(at, toDialler)) {
            int behind = items(at, toDialler) + count(at, toDialler);
            open(behind, 1);
            numbers[behind] = item;
            numbers[at] += toDialler ? 1 << ITEMS_SHIFT : 1;
        }
    }

    /** A message travels to an end, unless that is to hear of the connection's end already. */
    void send(int at, boolean toDialler, int message) {
        if (!ends(at, toDialler)) {
            add(at, toDialler, message);
        }
    }

    /** The server at this end hears nothing any more; who closes is heard by the other one. */
    void close(int at, boolean atDialler) {
        drop(at, atDialler);
        numbers[atDialler ? at + 1 : at + 2] |= OVER;
        if (!ends(at, !atDialler)) {
            add(at, !atDialler, END);
        }
    }

    private void drop(int at, boolean ofDialler) {
        int count = count(at, ofDialler);
        close(items(at, ofDialler), count);
        numbers[at] -= ofDialler ? count << ITEMS_SHIFT : count;
    }

    /** It breaks, and what travels on it is lost; but that a link is up is no message. */
    void breaks(int at) {
        for (int side = 1; side >= 0; side--) {
            boolean dialled = side == 1;
            if (isOver(at, dialled)) {
                continue;
            }
            int item = hasItems(at, dialled) ? firstItem(at, dialled) : RESET;
            drop(at, dialled);
            if (item >= PREAMBLE && !dialled) {
                numbers[at + 2] |= OVER;
            } else {
                if (item <= UP || item >= PREAMBLE) {
                    add(at, dialled, item);
                }
                add(at, dialled, RESET);
            }
        }
    }

    /**
     * A new connection; where it is. The places of its ends go by port, peer and who dialled, so
     * that they do not hang on the order in which links came.
     */
    int connect(int port, int dialler, int acceptor) {
        int here = dialler << 9 | freePlace(dialler, port, acceptor, true) << 1;
        int there = acceptor << 9 | freePlace(acceptor, port, dialler, false) << 1;
        int at = end;
        open(at, CONNECTION_NUMBERS);
        numbers[at] = port << PORT_SHIFT;
        numbers[at + 1] = here;
        numbers[at + 2] = there;
        return at;
    }

    private int freePlace(int server, int port, int peer, boolean dialled) {
        int from = ((port * Setting.SERVERS + peer) * 2 + (dialled ? 1 : 0)) * LINKS_OF_A_KIND;
        for (int place = from; place < from + LINKS_OF_A_KIND; place++) {
            if (place < Long.SIZE && find(server, place) < 0) {
                return place;
            }
        }
        String spins = "servers %d and %d connect again and again while no time passes";
        throw new Violation("NobodySpins", spins, server + 1, peer + 1);
    }

    /**
     * Leaves what matters to some servers, a bit for each, while the others do nothing: not what is
     * between others, and of what travels to others only whether there is something, and whether it
     * ends.
     */
    void project(int set) {
        for (int i = dialCount() - 1; i >= 0; i--) {
            if ((set >> dialServer(i) & 1) == 0 && (set >> dialTarget(i) & 1) == 0) {
                removeDial(i);
            }
        }
        for (int at = first; at < end; ) {
            boolean dials = (set >> server(at, true) & 1) != 0;
            boolean accepts = (set >> server(at, false) & 1) != 0;
            if (!dials) {
                mark(at, true);
            }
            if (!accepts) {
                mark(at, false);
            }
            if (dials || accepts) {
                at = next(at);
            } else {
                close(at, next(at) - at);
            }
        }
    }

    private void mark(int at, boolean toDialler) {
        if (hasItems(at, toDialler)) {
            int left = ends(at, toDialler) ? END : 0;
            drop(at, toDialler);
            add(at, toDialler, left);
        }
    }

    /** Brings a state that is done in order, and drops the connections nobody hears of. */
    void settle() {
        settleDials();
        long before = Long.MIN_VALUE;
        for (int at = first; at < end; at = next(at)) {
            if ((numbers[at + 1] & numbers[at + 2] & OVER) != 0 || key(at) < before) {
                rebuild();
                return;
            }
            before = key(at);
        }
    }

    private void settleDials() {
        for (int at = dials + 2; at < first; at += 2) {
            for (int to = at; to > dials && numbers[to] < numbers[to - 2]; to -= 2) {
                for (int i = to; i < to + 2; i++) {
                    int moved = numbers[i];
                    numbers[i] = numbers[i - 2];
                    numbers[i - 2] = moved;
                }
            }
        }
    }

    private long key(int at) {
        return (long) numbers[at + 1] << 36 | (long) numbers[at + 2] << 12 | port(at);
    }

    private void rebuild() {
        if (spare.length < numbers.length) {
            spare = new int[numbers.length];
        }
        int to = first;
        for (long after = Long.MIN_VALUE; ; ) {
            int least = -1;
            for (int at = first; at < end; at = next(at)) {
                if ((numbers[at + 1] & numbers[at + 2] & OVER) == 0
                        && key(at) > after
                        && (least < 0 || key(at) < key(least))) {
                    least = at;
                }
            }
            if (least < 0) {
                break;
            }
            int length = next(least) - least;
            System.arraycopy(numbers, least, spare, to, length);
            to += length;
            after = key(least);
        }
        System.arraycopy(spare, first, numbers, first, to - first);
        end = to;
    }

    private void open(int at, int count) {
        if (end + count > numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * (end + count));
        }
        System.arraycopy(numbers, at, numbers, at + count, end - at);
        end += count;
    }

    private void close(int at, int count) {
        System.arraycopy(numbers, at + count, numbers, at, end - at - count);
        end -= count;
    }
}
