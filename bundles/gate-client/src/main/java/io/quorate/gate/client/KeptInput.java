package io.quorate.gate.client;

/**
 * Bytes of a connection that could not be taken yet: an incomplete frame, or frames that must wait.
 * Replica's loop only.
 */
final class KeptInput {

    private static final byte[] NOTHING = new byte[0];

    private byte[] array = NOTHING;
    private int start;
    private int end;

    boolean isEmpty() {
        return start == end;
    }

    int size() {
        return end - start;
    }

    byte[] array() {
        return array;
    }

    /** Index of the first byte kept. */
    int start() {
        return start;
    }

    /** Index behind the last byte kept. */
    int end() {
        return end;
    }

    void append(byte[] source, int from, int to) {
        int more = to - from;
        if (array.length - end < more) {
            makeRoom(more);
        }
        System.arraycopy(source, from, array, end, more);
        end += more;
    }

    /** Forgets everything before index {@code next}; gives the array up when nothing is left. */
    void takenUpTo(int next) {
        start = next;
        if (start >= end) {
            clear();
        }
    }

    void clear() {
        array = NOTHING;
        start = 0;
        end = 0;
    }

    private void makeRoom(int more) {
        int needed = size() + more;
        int capacity =
                needed <= array.length
                        ? array.length
                        : Math.max(
                                needed, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * array.length));
        // Moving to the front within the same array pays only if much is gone there; a fresh array
        // costs the same copy.
        byte[] target = needed <= array.length / 2 ? array : new byte[capacity];
        System.arraycopy(array, start, target, 0, size());
        end -= start;
        start = 0;
        array = target;
    }
}
